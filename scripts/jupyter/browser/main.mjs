// Runs the tests of tests.mjs; gives back how many passed, failed and were skipped.

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { findChromium, pictures, runTests } from "./chromium.mjs";
import { figureTests } from "./figure-tests.mjs";
import { Lab } from "./lab.mjs";
import { startServer } from "./server.mjs";
import { tests as kernelTests } from "./tests.mjs";

const tests = { ...kernelTests, ...figureTests };

export async function browserTests(env, kernel, only) {
  const names = Object.keys(tests).filter((name) => !only || name.includes(only));
  let counts = { passed: 0, failed: 0, skipped: 0 };
  const executablePath = findChromium();
  if (executablePath === undefined) {
    console.log("skip JupyterLab in a browser: there is no Chromium (name it: CHROMIUM=/path)");
    return { ...counts, skipped: names.length };
  }
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "cladescope-lab-")));
  let server;
  let browser;
  try {
    server = await startServer(folder, env);
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    counts = await runTests(tests, names, {
      open: async () => {
        const viewport = { width: 1200, height: 800 };
        const page = await (await browser.newContext({ viewport })).newPage();
        return new Lab(page, server, { folder, pictures, kernel });
      },
      close: (lab) => lab.page.context().close(),
      screenshot: (lab, name) => lab.screenshot(name),
    });
    if (counts.failed > 0 && process.env.CLADESCOPE_LOG) console.log(server.log());
  } finally {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return counts;
}
