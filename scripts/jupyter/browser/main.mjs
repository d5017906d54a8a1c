// Runs the tests of tests.mjs; gives back how many passed, failed and were skipped.

import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { root } from "../venv.mjs";
import { Lab } from "./lab.mjs";
import { startServer } from "./server.mjs";
import { tests } from "./tests.mjs";

/** `$CHROMIUM`, or where Linux distributions and macOS put it. */
function findChromium() {
  return [
    process.env.CHROMIUM,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ].find((path) => path && existsSync(path));
}

export async function browserTests(env, kernel, only) {
  const names = Object.keys(tests).filter((name) => !only || name.includes(only));
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const executablePath = findChromium();
  if (executablePath === undefined) {
    console.log("skip JupyterLab in a browser: there is no Chromium (name it: CHROMIUM=/path)");
    return { ...counts, skipped: names.length };
  }
  const pictures = join(root, "test", "output", "jupyter");
  mkdirSync(pictures, { recursive: true });
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "cladescope-lab-")));
  let server;
  let browser;
  try {
    server = await startServer(folder, env);
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    for (const name of names) {
      const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
      const lab = new Lab(await context.newPage(), server, { folder, pictures, kernel });
      try {
        await tests[name](lab);
        counts.passed++;
        console.log(`ok   ${name}`);
      } catch (error) {
        counts.failed++;
        console.log(
          `FAIL ${name}\n     ${String(error?.stack ?? error).replaceAll("\n", "\n     ")}`,
        );
        await lab.screenshot(`failed-${counts.failed}`).catch(() => {});
      } finally {
        await context.close();
      }
    }
    if (counts.failed > 0 && process.env.CLADESCOPE_LOG) console.log(server.log());
  } finally {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return counts;
}
