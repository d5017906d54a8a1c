// Runs the tests of tests.mjs in Chromium; gives back how many passed, failed and were skipped.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { findChromium, runTests } from "../browser/chromium.mjs";
import { Sheet } from "./sheet.mjs";
import { tests } from "./tests.mjs";

export async function pageTests(only) {
  const names = Object.keys(tests).filter((name) => !only || name.includes(only));
  const executablePath = findChromium();
  if (executablePath === undefined) {
    console.log("skip figures in pages: there is no Chromium (name it: CHROMIUM=/path)");
    return { passed: 0, failed: 0, skipped: names.length };
  }
  const folder = mkdtempSync(join(tmpdir(), "cladescope-pages-"));
  // With gc() a test can see that a figure is held by nobody.
  const args = ["--no-sandbox", "--js-flags=--expose-gc"];
  const browser = await chromium.launch({ executablePath, args });
  try {
    return await runTests(tests, names, {
      open: async () => {
        const viewport = { width: 1000, height: 800 };
        return new Sheet(await (await browser.newContext({ viewport })).newPage(), folder);
      },
      close: (sheet) => sheet.page.context().close(),
      screenshot: (sheet, name) => sheet.screenshot(`page-${name}`),
    });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
