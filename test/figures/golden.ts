/**
 * Figures compared with files that a reviewer can open: test/output/figures. A figure that came out differently is written beside as
 * NAME-changed.svg; `UPDATE_GOLDENS=1 npx vitest run --dir test figures` accepts all changes.
 *
 * @module
 */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { Figure } from "../../src/figures/figure.ts";

const folder = fileURLToPath(new URL("../output/figures/", import.meta.url));

/** Of figures in tests, so that a new version of the package changes no file. */
export const TEST_PROVENANCE = { version: "test" } as const;

/** @param figure Made with `provenance: TEST_PROVENANCE`. */
export function expectGolden(figure: Figure, name: string): void {
  const svg = figure.svg();
  const golden = `${folder}${name}.svg`;
  const changed = `${folder}${name}-changed.svg`;
  if (process.env.UPDATE_GOLDENS) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(golden, svg);
  }
  const same = existsSync(golden) && readFileSync(golden, "utf8") === svg;
  if (same) rmSync(changed, { force: true });
  else writeFileSync(changed, svg);
  expect(same, `${name}.svg is not as it was: look at ${changed}`).toBe(true);
}
