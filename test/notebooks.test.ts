import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test, vi } from "vitest";
import { formatNotebook } from "../kernel/notebook/format-notebook.ts";
import { type CodeCell, tagsOf } from "../kernel/notebook/nbformat.ts";
import { parseNotebook } from "../kernel/notebook/parse-notebook.ts";
import { runNotebookFile } from "../kernel/notebook/run-notebook-file.ts";

vi.setConfig({ testTimeout: 180_000 });

const notebooks = fileURLToPath(new URL("../notebooks", import.meta.url));
/** All, or those that begin with one of CLADESCOPE_NOTEBOOKS ("01,04"). */
const chosen = process.env.CLADESCOPE_NOTEBOOKS?.split(",") ?? [""];
const names = readdirSync(notebooks).filter(
  (name) => name.endsWith(".ipynb") && chosen.some((start) => name.startsWith(start)),
);

/** Far from the package: what the notebooks need comes with the kernel. */
const elsewhere = mkdtempSync(join(tmpdir(), "cladescope-notebooks-"));
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

/**
 * What a notebook of the course says in words and numbers is that of test/output/notebooks; UPDATE_GOLDENS=1 accepts changes.
 */
function expectText(name: string, text: string): void {
  const folder = fileURLToPath(new URL("output/notebooks/", import.meta.url));
  const golden = join(folder, name.replace(".ipynb", ".txt"));
  if (process.env.UPDATE_GOLDENS) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(golden, text);
  }
  expect(text).toBe(readFileSync(golden, "utf8"));
}

/** Streams and the texts of results, cell after cell; paths of temporary files, errors of rounding, and where UMAP puts a class
 * (it amplifies the last bits in which versions of Node differ) are none of a notebook's claims. */
function textOf(cells: readonly { cell_type: string; outputs?: unknown }[]): string {
  const outputs = cells.flatMap((cell) =>
    cell.cell_type === "code" ? (cell as CodeCell).outputs : [],
  );
  const texts = outputs.map((output) => {
    if (output.output_type === "stream") return output.text;
    if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
    return String(output.data["text/plain"] ?? "");
  });
  return `${texts
    .join("\n")
    .replaceAll(/\S*\/cladescope-\S*\//g, "")
    .replaceAll(/\d(?:\.\d+)?e[-−]\d+/g, "tiny")
    .replaceAll(/^(UMAP of .*?seed \d+);.*\n(?:closest in the plane: .*\n)?/gm, "$1\n")
    .trim()}\n`;
}

describe.each(names)("%s", (name) => {
  const text = readFileSync(join(notebooks, name), "utf8");

  test("is committed as Jupyter lays it out, without outputs", () => {
    const notebook = parseNotebook(text, name);
    expect(formatNotebook(notebook)).toBe(text);
    for (const cell of notebook.cells) {
      expect(cell.metadata).not.toHaveProperty("execution");
      if (cell.cell_type === "code") {
        expect(cell).toMatchObject({ outputs: [], execution_count: null });
      }
    }
  });

  test("runs in a folder of its own, and no type is wrong", async () => {
    const path = join(elsewhere, name);
    cpSync(join(notebooks, name), path);
    const { failure } = await runNotebookFile(path, { outputs: [], inplace: true });
    expect(failure).toBeUndefined();
    const { cells } = parseNotebook(readFileSync(path, "utf8"), path);
    for (const cell of cells.filter((one): one is CodeCell => one.cell_type === "code")) {
      const bad = cell.outputs.filter(
        (output) =>
          (output.output_type === "stream" && output.name === "stderr") ||
          (output.output_type === "error" && !tagsOf(cell).includes("raises-exception")),
      );
      expect(bad, cell.source).toEqual([]);
    }
    expect(statSync(path).size, "with outputs").toBeLessThan(3_000_000);
    if (/^\d/.test(name)) expectText(name, textOf(cells));
  });
});
