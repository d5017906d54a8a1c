/**
 * Texts of a notebook file, which are strings or lists of lines: joined when read, split when written.
 *
 * Source: nbformat `v4/rwbase.py`, `rejoin_lines` and `split_lines`.
 *
 * @module
 */

import type { MimeBundle } from "../protocol/messages.ts";

/** Where Python's `str.splitlines` ends a line. */
const ENDS = String.raw`\n\r\v\f\x1c-\x1e\x85\u2028\u2029`;
const LINE = new RegExp(`[^${ENDS}]*(?:\\r\\n|[${ENDS}])|[^${ENDS}]+`, "g");

const SPLIT_TYPES = new Set(["application/javascript", "image/svg+xml"]);

/** The text, or undefined if `value` is neither a string nor a list of strings. */
export function joinLines(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((line) => typeof line === "string"))
    return value.join("");
  return undefined;
}

/** Lines with their ends. */
export function splitLines(text: string): string[] {
  return text.match(LINE) ?? [];
}

export function joinBundle(bundle: MimeBundle): MimeBundle {
  return mapBundle(bundle, (type, data) =>
    isJsonType(type) ? data : Array.isArray(data) ? (joinLines(data) ?? data) : data,
  );
}

export function splitBundle(bundle: MimeBundle): MimeBundle {
  return mapBundle(bundle, (type, data) =>
    typeof data === "string" && (type.startsWith("text/") || SPLIT_TYPES.has(type))
      ? splitLines(data)
      : data,
  );
}

/** Whether data of this MIME type is JSON itself, whose lists are no lines of text. */
function isJsonType(type: string): boolean {
  return type === "application/json" || (type.startsWith("application/") && type.endsWith("+json"));
}

function mapBundle(
  bundle: MimeBundle,
  change: (type: string, data: unknown) => unknown,
): MimeBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([type, data]) => [type, change(type, data)]),
  );
}
