// One page of JupyterLab, as its user sees it: cells, toolbar, popups.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

const PATIENCE = 60_000; // milliseconds for anything to appear

export class Lab {
  constructor(page, server, { folder, pictures, kernel }) {
    Object.assign(this, { page, server, folder, pictures, kernel });
    page.setDefaultTimeout(PATIENCE);
  }

  /** Writes a notebook of code cells and opens it in JupyterLab, or in Notebook 7 with `app: "notebooks"`. */
  async open(name, sources, { app = "lab/tree" } = {}) {
    if (sources !== undefined) this.write(name, sources);
    const reset = app === "notebooks" ? "" : "?reset";
    await this.page.goto(this.server.address(`${app}/${name}.ipynb${reset}`));
    await this.page.locator(".jp-Notebook-cell").first().waitFor();
    await this.connected();
    await this.idle();
  }

  /** Waits until the page talks to the kernel; cells that are run before that are not run at all. */
  async connected() {
    await this.page.waitForFunction(() => {
      if (window.jupyterapp === undefined) return true; // Notebook 7 does not show its insides
      const session = window.jupyterapp.shell.currentWidget?.context?.sessionContext.session;
      return session?.kernel?.connectionStatus === "connected" && session.kernel.status === "idle";
    });
  }

  path(name) {
    return join(this.folder, `${name}.ipynb`);
  }

  write(name, sources) {
    const cells = sources.map((source, index) => ({
      cell_type: "code",
      id: `cell-${index}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    }));
    const kernelspec = { name: this.kernel, display_name: "TypeScript", language: "typescript" };
    writeFileSync(
      this.path(name),
      JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }),
    );
  }

  cell(index) {
    return this.page.locator(".jp-Notebook-cell").nth(index);
  }

  output(index) {
    return this.cell(index).locator(".jp-OutputArea-output");
  }

  /** Runs the first cell. Notebook 7 does not say when it talks to the kernel, and drops what is run before. */
  async runFirst() {
    const number = this.cell(0)
      .locator(".jp-InputPrompt")
      .filter({ hasText: /\[\d+\]/ });
    for (let tries = 0; tries < 20 && (await number.count()) === 0; tries++) {
      await this.run(0);
      await number.waitFor({ timeout: 3_000 }).catch(() => {});
    }
  }

  /** Waits until the output of a cell holds `text`. */
  async shows(index, text) {
    await this.output(index).filter({ hasText: text }).first().waitFor();
  }

  /** What the kernel indicator of the notebook says. */
  async status(wanted) {
    await this.page
      .locator(`.jp-Notebook-ExecutionIndicator[data-status="${wanted}"]`)
      .first()
      .waitFor({ state: "attached" });
  }

  idle() {
    return this.status("idle");
  }

  /** Puts the cursor at the end of a cell. */
  async edit(index) {
    await this.cell(index).locator(".cm-content").click();
    await this.page.keyboard.press("Control+End");
  }

  async run(index) {
    await this.edit(index);
    await this.page.keyboard.press("Control+Enter");
  }

  async menu(name, item) {
    await this.page.getByRole("menuitem", { name, exact: true }).first().click();
    await this.page.locator(".lm-Menu-item").filter({ hasText: item }).first().click();
  }

  async press(command) {
    await this.page
      .locator(`.jp-NotebookPanel-toolbar [data-command="${command}"]`)
      .first()
      .click();
  }

  async accept() {
    await this.page.locator(".jp-Dialog .jp-mod-accept").click();
  }

  screenshot(name) {
    return this.page.screenshot({ path: join(this.pictures, `${name}.png`) });
  }
}
