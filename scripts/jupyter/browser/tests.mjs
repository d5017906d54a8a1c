// What a user does in JupyterLab, done in headless Chromium. Each test gets a page of its own.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

// 2 × 2 pixels, red.
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR42mP8z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==";
const SVG =
  "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'><circle cx='20' cy='20' r='18' fill='green'/></svg>";

const FIGURE = `const figure = {
  [Symbol.for("Jupyter.display")]: () => ({
    "image/svg+xml": "${SVG}",
    "image/png": "${PNG}",
    "text/plain": "a figure",
  }),
};
figure`;

export const tests = {
  async "run all runs every cell in order and shows results, prints and errors"(lab) {
    await lab.open("run-all", [
      "interface Point { x: number; y: number }\nconst p: Point = { x: 3, y: 4 };",
      "console.log('length', Math.hypot(p.x, p.y))",
      "p",
      "const broken: any = undefined;\nbroken.field",
      "'not reached'",
    ]);
    await lab.menu("Run", "Run All Cells");
    await lab.shows(1, "length 5");
    await lab.shows(2, "{ x: 3, y: 4 }");
    await lab.shows(3, "TypeError");
    await lab.idle();
    await lab.screenshot("run-all");
    assert.equal(await lab.output(4).count(), 0, "a cell after an error must not run");
    assert.equal(await lab.cell(4).locator(".jp-InputPrompt").first().textContent(), "[ ]:");
  },

  async "the indicator says busy while a cell runs, and idle after"(lab) {
    await lab.open("busy", ["await new Promise((r) => setTimeout(r, 2_000)); 'slept'"]);
    await lab.run(0);
    await lab.status("busy");
    await lab.shows(0, "slept");
    await lab.idle();
  },

  async "the stop button ends an endless loop and keeps the variables"(lab) {
    await lab.open("stop", [
      "const kept = 41",
      "console.log('endless'); while (true) {}",
      "kept + 1",
    ]);
    await lab.run(0);
    await lab.run(1);
    await lab.shows(1, "endless");
    await lab.status("busy");
    await lab.press("notebook:interrupt-kernel");
    await lab.shows(1, "KeyboardInterrupt");
    await lab.idle();
    await lab.run(2);
    await lab.shows(2, "42");
    await lab.screenshot("stop");
  },

  async "restart forgets the variables and the next cell runs"(lab) {
    await lab.open("restart", ["globalThis.old = 1", "typeof old"]);
    await lab.run(0);
    await lab.shows(0, "1");
    await lab.press("notebook:restart-kernel");
    await lab.accept();
    await lab.idle();
    await lab.run(1);
    await lab.shows(1, "undefined");
  },

  async "the completion popup lists members with their types"(lab) {
    await lab.open("complete", [
      "const picture = { width: 3, height: 4, widen(by: number) { return by; } };",
      "picture.wid",
    ]);
    await lab.run(0);
    await lab.idle();
    const popup = lab.page.locator(".jp-Completer:not(.lm-mod-hidden)");
    // JupyterLab waits one second for an answer; a compiler that has just started may take longer.
    for (let tries = 0; tries < 30 && !(await popup.isVisible()); tries++) {
      await lab.edit(1);
      await lab.page.keyboard.press("Tab");
      await lab.page.waitForTimeout(2_000);
    }
    await popup.waitFor();
    const matches = await popup.locator(".jp-Completer-match").allTextContents();
    assert.deepEqual(matches.toSorted(), ["widen", "width"]);
    const types = await popup.locator(".jp-Completer-typeExtended").allTextContents();
    assert.ok(types.includes("property") && types.includes("function"), types.join());
    await lab.screenshot("completion");
    await lab.page.keyboard.press("Escape");
  },

  async "Shift-Tab inside a call shows the signature of the function"(lab) {
    await lab.open("tooltip", [
      "/** The mean of some numbers. */\nfunction mean(values: number[]): number {\n  return values.reduce((a, b) => a + b) / values.length;\n}",
      "mean(",
    ]);
    await lab.run(0);
    await lab.idle();
    await lab.edit(1);
    await lab.page.keyboard.press("Backspace"); // the editor may close the bracket by itself
    await lab.page.keyboard.type("(");
    await lab.page.keyboard.press("Shift+Tab");
    const tooltip = lab.page.locator(".jp-Tooltip");
    await tooltip.filter({ hasText: "values: number[]" }).waitFor();
    await tooltip.filter({ hasText: "The mean of some numbers." }).waitFor();
    await lab.screenshot("tooltip");
  },

  async "a name with a question mark shows its documentation below the cell"(lab) {
    await lab.open("help", ["Math.hypot?"]);
    await lab.run(0);
    await lab.shows(0, "hypot(...values: number[]): number");
    await lab.idle();
    await lab.screenshot("help");
  },

  async "a comm that the page opens is answered by the kernel, bytes included"(lab) {
    await lab.open("comm-in", [
      `Jupyter.registerTarget("echo", (comm, opened) => {
  comm.onMessage((data, buffers) => comm.send({ opened, data }, buffers));
});
"registered"`,
    ]);
    await lab.run(0);
    await lab.shows(0, "registered");
    const answer = await lab.page.evaluate(async () => {
      const { kernel } = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
      const comm = kernel.createComm("echo");
      const answered = new Promise((resolve) => {
        comm.onMsg = ({ content, buffers }) =>
          resolve({
            data: content.data,
            bytes: Array.from(new Uint8Array(buffers[0].buffer ?? buffers[0])),
          });
      });
      comm.open({ from: "page" });
      comm.send({ n: 7 }, {}, [new Uint8Array([1, 2, 255]).buffer]);
      return await answered;
    });
    assert.deepEqual(answer, {
      data: { opened: { from: "page" }, data: { n: 7 } },
      bytes: [1, 2, 255],
    });
  },

  async "a cell opens a comm and awaits the page's answer"(lab) {
    await lab.open("comm-out", [
      `const comm = Jupyter.openComm("page", { question: 6 });
const answer = await new Promise((resolve) => comm.onMessage(resolve));
answer`,
    ]);
    await lab.page.evaluate(() => {
      const { kernel } = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
      kernel.registerCommTarget("page", (comm, opened) => {
        comm.send({ product: opened.content.data.question * 7 });
      });
    });
    await lab.run(0);
    await lab.shows(0, "product: 42");
    await lab.idle();
  },

  async "a picture is still there in a reopened notebook that is not trusted"(lab) {
    await lab.open("untrusted", [`display.png("${PNG}");`, FIGURE]);
    await lab.run(0);
    await lab.run(1);
    await lab.output(0).locator("img").waitFor();
    await lab.output(1).first().waitFor();
    await lab.idle();
    await lab.screenshot("figure-trusted");
    await lab.page.keyboard.press("Control+s");
    await saved(lab, "untrusted", (text) => text.split("image/png").length > 2);
    // Another cell text makes the signature void, as when a notebook comes from somebody else.
    const file = JSON.parse(readFileSync(lab.path("untrusted"), "utf8"));
    file.cells[0].source = ["// sent by a friend\n", file.cells[0].source].flat();
    writeFileSync(lab.path("stranger"), JSON.stringify(file));
    await lab.open("stranger");
    for (const index of [0, 1]) {
      const picture = lab.output(index).locator("img").first();
      await picture.waitFor();
      const width = await picture.evaluate(
        (img) =>
          new Promise((resolve) => {
            if (img.complete) resolve(img.naturalWidth);
            else img.onload = () => resolve(img.naturalWidth);
          }),
      );
      assert.equal(width, 2, `the picture of cell ${index} is not drawn`);
    }
    const trusted = await lab.page.evaluate(() =>
      Array.from(
        window.jupyterapp.shell.currentWidget.content.widgets,
        (cell) => cell.model.trusted,
      ),
    );
    assert.deepEqual(trusted, [false, false]);
    await lab.screenshot("figure-untrusted");
  },

  async "output of a timer goes to the cell that started it"(lab) {
    await lab.open("late", [
      "setTimeout(() => console.log('late'), 1_000); 'first'",
      "console.log('second')",
    ]);
    await lab.run(0);
    await lab.run(1);
    await lab.shows(0, "late");
    assert.deepEqual(await lab.output(1).allTextContents(), ["second\n"]);
  },

  async "prompt asks below its cell and returns the line"(lab) {
    await lab.open("prompt", ["const name = prompt('Your name?');\n'hello, ' + name"]);
    await lab.run(0);
    await lab.page.locator(".jp-Stdin-input").fill("Ada");
    await lab.page.keyboard.press("Enter");
    await lab.shows(0, "hello, Ada");
  },

  async "Notebook 7 runs a notebook"(lab) {
    await lab.open("classic", ["6 * 7"], { app: "notebooks" });
    await lab.runFirst();
    await lab.shows(0, "42");
    await lab.screenshot("notebook-7");
  },
};

/** Waits until the file of a notebook satisfies `wanted`. */
async function saved(lab, name, wanted) {
  for (let tries = 0; tries < 300; tries++) {
    if (wanted(readFileSync(lab.path(name), "utf8"))) return;
    await lab.page.waitForTimeout(100);
  }
  throw new Error(`${name}.ipynb was not saved`);
}
