/**
 * The text of a notebook file → {@link Notebook}, or an error that says which cell is wrong and how.
 *
 * @module
 */

import { NotebookError } from "../errors.ts";
import type { Json } from "../protocol/messages.ts";
import { CellIds } from "./cell-ids.ts";
import { parseExactJson } from "./exact-json.ts";
import { isObject } from "./is-object.ts";
import { joinBundle, joinLines } from "./multiline.ts";
import { type Cell, NBFORMAT_MINOR, type Notebook, type Output } from "./nbformat.ts";

const OUTPUT_TYPES = ["stream", "display_data", "execute_result", "error"];

/**
 * @param where The file, for messages.
 * @throws NotebookError
 */
export function parseNotebook(text: string, where: string): Notebook {
  const root = parseJson(text.replace(/^\uFEFF/, ""), where);
  const minor = checkVersion(root, where);
  const { cells, metadata = {} } = root;
  if (!isObject(metadata)) {
    throw malformed(where, "its metadata is not an object", "an object", metadata);
  }
  if (!Array.isArray(cells)) {
    throw malformed(where, "the notebook has no list of cells", '"cells": […]', cells);
  }
  const ids = new CellIds();
  // Ids that are there first, so that a new one never takes a later cell's.
  const given = cells.map((cell) => (isObject(cell) ? ids.take(cell.id) : ""));
  return {
    ...root,
    nbformat: 4,
    nbformat_minor: Math.max(minor, NBFORMAT_MINOR),
    metadata,
    cells: cells.map((cell, i) =>
      parseCell(cell, given[i] as string, minor, `${where}: cell ${i + 1}`),
    ),
  };
}

function parseJson(text: string, where: string): Json {
  if (text.trim() === "") {
    throw new NotebookError({
      what: "the file is empty",
      where,
      expected: "a notebook, which is JSON",
      hint: "create it with JupyterLab, or take an earlier version",
    });
  }
  let root: unknown;
  try {
    root = parseExactJson(text);
  } catch (cause) {
    const conflict = /^(<<<<<<<|>>>>>>>) /m.exec(text);
    throw new NotebookError({
      what: "this is not a notebook: the file is not JSON",
      where,
      expected: "JSON with nbformat 4",
      got: conflict
        ? `the marks of a merge conflict, line ${lineAt(text, conflict.index)}`
        : describeSyntaxError(cause as Error, text),
      hint: conflict
        ? "resolve the conflict, or take one of the two versions"
        : "open it in JupyterLab, or take an earlier version",
      cause,
    });
  }
  if (isObject(root)) return root;
  throw malformed(where, "this is not a notebook", "an object with cells and nbformat", root);
}

function describeSyntaxError(error: Error, text: string): string {
  const place = /position (\d+)/.exec(error.message)?.[1];
  if (place !== undefined) return `something else in line ${lineAt(text, Number(place))}`;
  return /end of JSON/.test(error.message)
    ? "a file that ends in the middle"
    : `text that begins with ${JSON.stringify(text.trim().slice(0, 30))}`;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** The minor version. */
function checkVersion({ nbformat, nbformat_minor: minor = 0, worksheets }: Json, where: string) {
  const major = Number(nbformat ?? Number.NaN);
  if (major === 4) {
    if (Number.isInteger(Number(minor)) && Number(minor) >= 0) return Number(minor);
    throw malformed(where, "nbformat_minor is not a number", "a whole number from 0", minor);
  }
  if (major < 4 || worksheets !== undefined) {
    throw new NotebookError({
      what: "the notebook is of an old format",
      where,
      expected: "nbformat 4",
      got: Number.isNaN(major) ? "worksheets, as before nbformat 4" : `nbformat ${major}`,
      hint: "open and save it in JupyterLab, which brings it up to date",
    });
  }
  if (major > 4) {
    throw new NotebookError({
      what: "the notebook is of a newer format",
      where,
      expected: "nbformat 4",
      got: `nbformat ${major}`,
      hint: "save it as nbformat 4 in the program that made it, or try a newer cladescope",
    });
  }
  throw malformed(where, "this is not a notebook: it has no nbformat", '"nbformat": 4', nbformat);
}

function parseCell(cell: unknown, id: string, minor: number, where: string): Cell {
  if (!isObject(cell)) throw malformed(where, "the cell is not an object", "an object", cell);
  const { cell_type: type, metadata = {} } = cell;
  const known = type === "code" || type === "markdown" || type === "raw";
  // A newer minor version may have kinds of cells that we do not know; they are kept, as raw ones are.
  if (!known && (typeof type !== "string" || minor <= NBFORMAT_MINOR)) {
    throw malformed(where, "the cell is of no known kind", "code, markdown or raw", type);
  }
  const source = joinLines(cell.source);
  if (source === undefined) {
    throw malformed(where, "the cell has no source", "a string or a list of strings", cell.source);
  }
  if (!isObject(metadata)) {
    throw malformed(where, "the cell's metadata is not an object", "an object", metadata);
  }
  if (type !== "code") {
    const { attachments } = cell;
    const joined = isObject(attachments) && {
      attachments: Object.fromEntries(
        Object.entries(attachments).map(([name, bundle]) => [
          name,
          isObject(bundle) ? joinBundle(bundle) : {},
        ]),
      ),
    };
    return { ...cell, cell_type: type as "raw", id, metadata, source, ...joined };
  }
  const { outputs = [], execution_count: count = null } = cell;
  if (!Array.isArray(outputs)) {
    throw malformed(where, "the cell's outputs are not a list", "a list", outputs);
  }
  return {
    ...cell,
    cell_type: "code",
    id,
    metadata,
    source,
    execution_count: typeof count === "number" ? count : null,
    outputs: outputs.map((output, i) => parseOutput(output, `${where}, output ${i + 1}`)),
  };
}

function parseOutput(output: unknown, where: string): Output {
  if (!isObject(output)) throw malformed(where, "it is not an object", "an object", output);
  const { output_type: type, text, data, metadata = {}, traceback } = output;
  if (typeof type !== "string" || !OUTPUT_TYPES.includes(type)) {
    throw malformed(where, "it is of no known kind", OUTPUT_TYPES.join(", "), type);
  }
  if (type === "stream") {
    const joined = joinLines(text);
    if (joined === undefined) {
      throw malformed(where, "it has no text", "a string or a list of strings", text);
    }
    return { ...output, text: joined } as Output;
  }
  if (type === "error") {
    if (Array.isArray(traceback)) return { ...output, traceback: traceback.map(String) } as Output;
    throw malformed(where, "it has no traceback", "a list of strings", traceback);
  }
  if (!isObject(data)) throw malformed(where, "it has no data", "a MIME bundle", data);
  return { ...output, data: joinBundle(data), metadata } as Output;
}

function malformed(where: string, what: string, expected: string, got: unknown): NotebookError {
  const shown = got === undefined ? "nothing" : (JSON.stringify(got) ?? String(got));
  return new NotebookError({
    what,
    where,
    expected,
    got: shown.length > 60 ? `${shown.slice(0, 60)}…` : shown,
    hint: "open and save the notebook in JupyterLab, which checks and repairs it",
  });
}
