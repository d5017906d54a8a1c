/** Notebooks and folders for the tests. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A folder of the test file, removed in the end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cladescope-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function code(source: string, tags: string[] = []): object {
  const metadata = tags.length === 0 ? {} : { tags };
  return { cell_type: "code", execution_count: null, metadata, outputs: [], source };
}

export function markdown(source: string): object {
  return { cell_type: "markdown", metadata: {}, source };
}

export function notebookText(cells: object[], more: object = {}): string {
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells, ...more });
}

export function writeNotebook(folder: string, name: string, cells: object[]): string {
  const path = join(folder, name);
  writeFileSync(path, notebookText(cells));
  return path;
}
