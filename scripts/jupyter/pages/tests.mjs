// Figures in a page, by mouse, by keyboard and by ear: no Jupyter, just Chromium.

import assert from "node:assert/strict";
import { chart, heatMap, overview } from "../figures/samples.mjs";

/** Of notebooks in VS Code, where notebook.experimental.enableCsp is on. */
const VSCODE_CSP =
  "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src https: http: data:; font-src https:; connect-src https:; child-src https: data:;";

/** Where the cells of a heat map begin on its canvas; CSS pixels. */
const [GUTTER, HEADER] = [112, 18];

/** The heat map itself. */
const MAP = "canvas[tabindex]";

/** With all that it needs. */
const html = (figure) => figure.with({ embed: "each" }).bundle()["text/html"];

export const tests = {
  async "a saved heat map works from the disk, asks for nothing and complains of nothing"(sheet) {
    await sheet.openSaved(heatMap());
    await sheet.page.locator(MAP).waitFor();
    await sheet.page.waitForTimeout(300);
    assert.deepEqual(sheet.asked.length, 1, sheet.asked.join());
    assert.deepEqual(sheet.complaints, []);
    assert.ok((await inked(sheet.page.locator(MAP))) > 200, "the canvas is blank");
    await sheet.screenshot("page-heat-map");
  },

  async "a saved chart works from the disk, asks for nothing and uploads nothing"(sheet) {
    await sheet.openSaved(chart());
    await sheet.page.locator(".js-plotly-plot .scatterlayer .point").first().waitFor();
    await sheet.page.waitForTimeout(300);
    assert.deepEqual(sheet.asked.length, 1, sheet.asked.join());
    assert.deepEqual(sheet.complaints, []);
    const buttons = sheet.page.locator(".modebar-btn");
    const titles = await buttons.evaluateAll((all) => all.map((one) => one.dataset.title));
    assert.ok(titles.length > 2, titles.join());
    assert.ok(!titles.some((title) => /cloud|plotly/i.test(title)), titles.join());
    await sheet.screenshot("page-chart");
  },

  async "pointing at a cell says its class, its channel and its exact number"(sheet) {
    const figure = heatMap();
    await sheet.openSaved(figure);
    for (const [x, y] of [
      [0.02, 0.05],
      [0.5, 0.5],
      [0.98, 0.95],
    ]) {
      await pointAt(sheet, x, y);
      const said = await sheet.says("channel ");
      const [, className, channel, number] =
        /^(\w+) · up_2\.norm_0, channel (\d+): scale \(γ\) ([\d.]+)$/.exec(said) ??
        assert.fail(said);
      const row = figure
        .rows()
        .find((one) => one.className === className && one.channel === Number(channel));
      assert.ok(Math.abs(Number(number) - row.effective) < 1e-6, `${said}: ${row.effective}`);
    }
    await sheet.page.mouse.move(2, 2);
    await sheet.says("Point at a cell");
  },

  async "pointing at a dot of a chart says its name and numbers"(sheet) {
    await sheet.openSaved(chart());
    const dot = sheet.page.locator(".scatterlayer .point").nth(2);
    await dot.hover({ force: true });
    const said = await sheet.says("up_");
    assert.match(said, /SPADE, up_\d\.norm_0: .*within classes/);
  },

  async "the wheel zooms a heat map that was clicked, and scrolls the page before"(sheet) {
    await sheet.openSaved(heatMap());
    await pointAt(sheet, 0.5, 0.5);
    await sheet.page.mouse.wheel(0, -300);
    await sheet.page.mouse.move(2, 2);
    assert.doesNotMatch(await sheet.says("Point at a cell"), /of 10 rows/);
    await pointAt(sheet, 0.5, 0.5);
    await sheet.page.mouse.down();
    await sheet.page.mouse.up();
    for (let i = 0; i < 4; i++) await sheet.page.mouse.wheel(0, -100);
    await sheet.page.waitForTimeout(100);
    await sheet.page.mouse.move(2, 2);
    await sheet.says(/\d of 10 rows, \d+ of 48 columns/);
    await sheet.screenshot("page-zoomed");
    await sheet.page.locator(MAP).dblclick({ position: { x: 400, y: 100 } });
    await sheet.page.mouse.move(2, 2);
    assert.doesNotMatch(await sheet.says("Point at a cell"), /of 10 rows/);
  },

  async "the keyboard is enough for a heat map, and each step is said aloud"(sheet) {
    const { page } = sheet;
    await sheet.openSaved(heatMap());
    const canvas = page.locator(MAP);
    await canvas.waitFor();
    await tabTo(page, (element) => element.tagName === "CANVAS");
    assert.match(await canvas.getAttribute("aria-label"), /10 classes by 48 channels.*Arrow keys/);
    assert.equal(await sheet.readout().getAttribute("aria-live"), "polite");
    const after = async (key) => {
      await page.keyboard.press(key);
      return sheet.says("channel ");
    };
    const steps = [await after("ArrowRight")];
    for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft"]) {
      steps.push(await after(key));
      assert.notEqual(steps.at(-1), steps.at(-2), key);
    }
    assert.equal(new Set(steps).size, steps.length, steps.join("\n"));
    assert.notEqual(await after("ArrowUp"), steps.at(-1));
    assert.equal(await after("ArrowDown"), steps.at(-1));
    for (let i = 0; i < 12; i++) await page.keyboard.press("Shift+ArrowDown"); // not over the edge
    await sheet.says("channel ");
    for (const key of ["+", "+", "+"]) await page.keyboard.press(key);
    await page.keyboard.press("Escape");
    await sheet.says(/\d of 10 rows, \d+ of 48 columns/);
    await page.keyboard.press("-");
    await page.keyboard.press("0");
    await page.keyboard.press("Escape");
    assert.doesNotMatch(await sheet.says("Point at a cell"), /of 10 rows/);
    await page.keyboard.press("Tab");
    assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "CANVAS");
    assert.deepEqual(sheet.complaints, []);
  },

  async "the keyboard is enough for a chart: its marks, its key, its table"(sheet) {
    const { page } = sheet;
    await sheet.openSaved(chart());
    await page.locator(".scatterlayer .point").first().waitFor();
    await tabTo(page, (element) => element.matches(".cladescope-key button"));
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".cladescope-key button").getAttribute("aria-pressed"), "true");
    await page.keyboard.press("Enter");
    await tabTo(page, (element) => element.matches(".cladescope-plot"));
    await page.keyboard.press("ArrowRight");
    const first = await sheet.says("up_0");
    await page.keyboard.press("ArrowRight");
    const second = await sheet.says("up_1");
    assert.notEqual(first, second);
    await page.keyboard.press("ArrowLeft");
    assert.equal(await sheet.says("up_0"), first);
    await page.keyboard.press("End");
    await sheet.says("up_5");
    await sheet.screenshot("page-chart-keyboard");
    await page.keyboard.press("Escape");
    await tabTo(page, (element) => element.tagName === "SUMMARY");
    await page.keyboard.press("Enter");
    const table = page.locator(".cladescope-table table");
    await table.waitFor();
    assert.equal(await table.locator("tbody tr").count(), 6);
    assert.ok((await table.locator('th[scope="col"]').allTextContents()).includes("share"));
    assert.deepEqual(sheet.complaints, []);
  },

  async "the search finds rows, an order can be chosen, and controls are large enough to hit"(
    sheet,
  ) {
    const { page } = sheet;
    await sheet.openSaved(overview());
    const canvas = page.locator(MAP);
    await canvas.waitFor();
    await page.getByRole("searchbox").fill("class 14");
    await sheet.says(/^11 found: class 14, class 140/);
    await sheet.screenshot("page-overview-search");
    await page.getByRole("searchbox").fill("");
    const before = await canvas.evaluate((one) => one.toDataURL());
    await page.getByLabel("order of class rows").selectOption({ index: 2 });
    await page.waitForTimeout(100);
    assert.notEqual(await canvas.evaluate((one) => one.toDataURL()), before);
    await page.getByText("Rows in order of norm, largest first.").waitFor();
    await page.getByLabel("layer").selectOption("layer_3");
    await sheet.says(/151 of 151 rows, 1024 of 10944 columns/);
    await pointAt(sheet, 0.5, 0.5);
    assert.match(await sheet.says("channel "), /layer_3, .*about .*±.*1\/255 of the layer's range/);
    for (const control of await page.locator("button, select, input").all()) {
      const { width, height } = await control.boundingBox();
      assert.ok(width >= 24 && height >= 24, `${width} × ${height}`);
    }
    assert.deepEqual(sheet.complaints, []);
    await sheet.screenshot("page-overview");
  },

  async "without scripts there is a picture, its words and its table"(sheet) {
    const browser = sheet.page.context().browser();
    const context = await browser.newContext({ javaScriptEnabled: false });
    const quiet = new (Object.getPrototypeOf(sheet).constructor)(
      await context.newPage(),
      sheet.folder,
    );
    const figure = heatMap();
    await quiet.openSaved(figure);
    const picture = quiet.page.getByRole("img");
    assert.equal(await picture.getAttribute("alt"), figure.alt);
    assert.ok((await picture.boundingBox()).height > 100);
    const named = quiet.page.getByRole("figure", { name: figure.alt });
    assert.equal(await named.count(), 1);
    await quiet.page.locator("summary").click();
    assert.equal(await quiet.page.locator("tbody tr").first().isVisible(), true);
    await context.close();
  },

  async "a figure is dark where the reader's system is, and changes with it"(sheet) {
    const { page } = sheet;
    await page.emulateMedia({ colorScheme: "dark" });
    await sheet.openEmpty();
    for (const figure of [heatMap(), chart()]) {
      const place = await sheet.put(html(figure));
      await place.locator(`${MAP}, .point`).first().waitFor();
      assert.equal(await background(place), "rgb(22, 25, 29)");
    }
    await sheet.screenshot("page-dark");
    await page.emulateMedia({ colorScheme: "light" });
    for (const output of await page.locator(".output").all()) {
      await waitForBackground(output, "rgb(255, 255, 255)");
      await output.locator(`${MAP}, .point`).first().waitFor();
    }
    assert.deepEqual(sheet.complaints, []);
  },

  async "nothing moves by itself for those who prefer reduced motion"(sheet) {
    await sheet.page.emulateMedia({ reducedMotion: "reduce" });
    await sheet.openEmpty();
    for (const figure of [heatMap(), chart()]) {
      const place = await sheet.put(html(figure));
      await place.locator(`${MAP}, .point`).first().waitFor();
    }
    const moving = await sheet.page.evaluate(
      () =>
        Array.from(document.querySelectorAll(".cladescope-figure *")).filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return !/^0s(, 0s)*$/.test(transitionDuration) || animationName !== "none";
        }).length,
    );
    assert.equal(moving, 0);
  },

  async "the colours of JupyterLab and of VS Code are followed, also when they change"(sheet) {
    const { page } = sheet;
    for (const [variable, change] of [
      ["--jp-layout-color0", () => document.body.setAttribute("data-jp-theme-light", "false")],
      ["--vscode-editor-background", () => document.body.classList.add("vscode-dark")],
    ]) {
      await sheet.openEmpty();
      await page.evaluate((name) => document.body.style.setProperty(name, "#fffff0"), variable);
      const place = await sheet.put(html(chart()));
      await place.locator(".point").first().waitFor();
      assert.equal(await background(place), "rgb(255, 255, 240)");
      await page.evaluate((name) => document.body.style.setProperty(name, "#101820"), variable);
      await page.evaluate(change);
      await waitForBackground(place, "rgb(16, 24, 32)");
      await place.locator(".point").first().waitFor();
    }
  },

  async "a figure that is taken off the page lets go of everything"(sheet) {
    const { page } = sheet;
    await sheet.openEmpty();
    for (const figure of [heatMap(), chart()]) {
      const place = await sheet.put(html(figure));
      await place.locator(`${MAP}, .point`).first().waitFor();
    }
    await page.locator(".js-plotly-plot").evaluate((plot) => {
      window.plot = plot;
    });
    await page.evaluate(() => {
      window.weak = Array.from(
        document.querySelectorAll("canvas[tabindex], .js-plotly-plot"),
        (element) => new WeakRef(element),
      );
      document.body.replaceChildren();
    });
    await page.waitForFunction(() => window.plot._fullLayout === undefined);
    await page.evaluate(() => {
      window.plot = null;
    });
    await page.waitForFunction(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        window.gc();
        return window.weak.every((ref) => ref.deref() === undefined);
      },
      null,
      { polling: 100 },
    );
  },

  async "a figure that is put back is alive again"(sheet) {
    const { page } = sheet;
    await sheet.openEmpty();
    for (const figure of [heatMap(), chart()]) {
      const place = await sheet.put(html(figure));
      await place.locator(`${MAP}, .point`).first().waitFor();
    }
    await page.evaluate(async () => {
      const outputs = [...document.querySelectorAll(".output")];
      document.body.replaceChildren();
      await new Promise((resolve) => setTimeout(resolve, 200));
      document.body.append(...outputs);
    });
    await page.locator(".point").first().waitFor();
    await page.locator(".point").nth(2).hover({ force: true });
    await sheet.says("within classes", page.locator(".output").nth(1));
    await pointAt(sheet, 0.5, 0.5);
    await sheet.says("channel ", page.locator(".output").first());
    assert.deepEqual(sheet.complaints, []);
  },

  async "figures work under the content policy of VS Code's notebooks"(sheet) {
    await sheet.openEmpty(`<meta http-equiv="Content-Security-Policy" content="${VSCODE_CSP}">`);
    const map = await sheet.put(html(heatMap()));
    await map.locator(MAP).waitFor();
    const first = await sheet.put(html(chart("SPADE")));
    await first.locator(".point").first().waitFor();
    const bare = withoutPlotly(html(chart("CLADE")));
    const second = await sheet.put(bare);
    await second.locator(".point").first().waitFor();
    await pointAt(sheet, 0.5, 0.5);
    await sheet.says("channel ", map);
    assert.deepEqual(sheet.complaints, []);
    assert.deepEqual(sheet.asked, []);
    await sheet.screenshot("page-vscode-policy");
  },

  async "require.js on the page does not get hold of the scripts"(sheet) {
    await sheet.openEmpty();
    await sheet.page.evaluate(() => {
      window.defined = [];
      window.define = Object.assign((...args) => window.defined.push(args), { amd: {} });
      window.exports = undefined;
    });
    const place = await sheet.put(html(chart()));
    await place.locator(".point").first().waitFor();
    assert.equal(await sheet.page.evaluate(() => window.defined.length), 0);
    assert.equal(await sheet.page.evaluate(() => "Plotly" in window), false);
  },

  async "where the scripts are missing the picture stays, until they come"(sheet) {
    await sheet.openEmpty();
    const bare = withoutPlotly(html(chart("CLADE")));
    const early = await sheet.put(bare);
    await early.locator("text=Only the picture can be shown").waitFor();
    assert.ok((await early.locator("img").boundingBox()).height > 50);
    await sheet.screenshot("page-scripts-missing");
    const late = await sheet.put(html(chart("SPADE")));
    await late.locator(".point").first().waitFor();
    await early.locator(".point").first().waitFor();
    assert.equal(await early.locator("img").count(), 0);
    assert.deepEqual(sheet.complaints, []);
  },
};

/** The figure's HTML without the tag that carries plotly. */
function withoutPlotly(text) {
  const bare = text.replace(
    /<script [^>]*data-shared="cladescope-plotly-[^>]*>[^<]*<\/script>/,
    "",
  );
  assert.ok(text.length - bare.length > 500_000);
  return bare;
}

/** Moves the mouse over the first heat map: shares of what shows cells. */
async function pointAt(sheet, x, y) {
  const canvas = sheet.page.locator(MAP).first();
  await canvas.waitFor();
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  await sheet.page.mouse.move(
    box.x + GUTTER + x * (box.width - GUTTER),
    box.y + HEADER + y * (box.height - HEADER),
  );
}

/** Presses Tab until an element has the focus that `wanted` takes. */
async function tabTo(page, wanted) {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(
      (source) => new Function(`return (${source})(document.activeElement)`)(),
      String(wanted),
    );
    if (found) return;
  }
  assert.fail(`no Tab leads to ${wanted}`);
}

function background(place) {
  return place
    .locator(".cladescope-figure")
    .evaluate((host) => getComputedStyle(host).backgroundColor);
}

async function waitForBackground(place, color) {
  for (let tries = 0; tries < 100; tries++) {
    if ((await background(place)) === color) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(await background(place), color);
}

/** How many colours a canvas shows. */
function inked(canvas) {
  return canvas.evaluate((one) => {
    const { data } = one.getContext("2d").getImageData(0, 0, one.width, one.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}
