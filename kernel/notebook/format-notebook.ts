/**
 * {@link Notebook} → the text of its file, laid out as Jupyter does: keys sorted, texts as lists of lines.
 *
 * Source: nbformat `v4/nbjson.py`.
 *
 * @module
 */

import { formatExactJson } from "./exact-json.ts";
import { splitBundle, splitLines } from "./multiline.ts";
import type { Cell, Notebook, Output } from "./nbformat.ts";

export function formatNotebook(notebook: Notebook): string {
  return `${formatExactJson({ ...notebook, cells: notebook.cells.map(splitCell) })}\n`;
}

function splitCell(cell: Cell): object {
  const source = splitLines(cell.source);
  if (cell.cell_type === "code") return { ...cell, source, outputs: cell.outputs.map(splitOutput) };
  if (cell.attachments === undefined) return { ...cell, source };
  const attachments = Object.fromEntries(
    Object.entries(cell.attachments).map(([name, bundle]) => [name, splitBundle(bundle)]),
  );
  return { ...cell, source, attachments };
}

function splitOutput(output: Output): object {
  switch (output.output_type) {
    case "stream":
      return { ...output, text: splitLines(output.text) };
    case "error":
      return output;
    default:
      return { ...output, data: splitBundle(output.data) };
  }
}
