/**
 * A notebook in memory: nbformat 4, with texts joined and every cell with an id, whatever the file had.
 * Members that are not named here are kept as they came.
 *
 * Source: nbformat `docs/format_description.rst` and `nbformat.v4.5.schema.json`.
 *
 * @module
 */

import type { Json, MimeBundle } from "../protocol/messages.ts";

/** The newest minor version that is known; notebooks of older ones are written as this one. */
export const NBFORMAT_MINOR = 5;

export interface Notebook {
  nbformat: 4;
  nbformat_minor: number;
  metadata: Json;
  cells: Cell[];
}

export type Cell = CodeCell | TextCell;

export interface CodeCell {
  cell_type: "code";
  /** 1 to 64 letters, digits, `-` and `_`; unique in the notebook. */
  id: string;
  metadata: Json;
  source: string;
  execution_count: number | null;
  outputs: Output[];
}

export interface TextCell {
  cell_type: "markdown" | "raw";
  id: string;
  metadata: Json;
  source: string;
  /** File name → MIME bundle, for `![](attachment:name)`. */
  attachments?: Record<string, MimeBundle>;
}

export type Output = StreamOutput | DisplayOutput | ExecuteResultOutput | ErrorOutput;

export interface StreamOutput {
  output_type: "stream";
  name: "stdout" | "stderr";
  text: string;
}

export interface DisplayOutput {
  output_type: "display_data";
  data: MimeBundle;
  metadata: Json;
}

export interface ExecuteResultOutput {
  output_type: "execute_result";
  execution_count: number | null;
  data: MimeBundle;
  metadata: Json;
}

export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}

/** The tags of a cell, by which tools tell what it is for. */
export function tagsOf(cell: Cell): string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string") : [];
}
