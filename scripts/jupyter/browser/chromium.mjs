// Where Chromium is, and running tests one by one with a page each.

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../venv.mjs";

export const pictures = join(root, "test", "output", "jupyter");

/** `$CHROMIUM`, or where Linux distributions and macOS put it. */
export function findChromium() {
  return [
    process.env.CHROMIUM,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ].find((path) => path && existsSync(path));
}

/**
 * Runs `tests[name](stage)`; `open` makes the stage of a test, `close` ends it, `screenshot(stage, name)` keeps what a failure looked like.
 */
export async function runTests(tests, names, { open, close, screenshot }) {
  mkdirSync(pictures, { recursive: true });
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const name of names) {
    const stage = await open();
    try {
      await tests[name](stage);
      counts.passed++;
      console.log(`ok   ${name}`);
    } catch (error) {
      counts.failed++;
      console.log(
        `FAIL ${name}\n     ${String(error?.stack ?? error).replaceAll("\n", "\n     ")}`,
      );
      await screenshot(stage, `failed-${counts.failed}`).catch(() => {});
    } finally {
      await close(stage);
    }
  }
  return counts;
}
