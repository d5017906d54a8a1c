/**
 * Code frames: the failing line with its neighbours and a caret. Shared by tracebacks, syntax errors and
 * type diagnostics, so that they all point at code in the same way.
 *
 * @module
 */

// As they were before a cell could declare a variable `Math`.
const { max, min } = Math;

export interface CodeFrameOptions {
  /** Lines before and after the failing one. @defaultValue 2 */
  context?: number;
  /** Where the marked range ends in the failing line, from 1, exclusive; one caret without it. */
  endColumn?: number;
  /** Whether to use ANSI colours, which only tracebacks may. @defaultValue false */
  color?: boolean;
}

/** Longer lines are cut around the caret, so that a frame of generated code stays readable. */
const maximumWidth = 160;

/** `line` and `column` count from 1, columns in UTF-16 units. Empty when the source has no such line. */
export function codeFrame(
  source: string,
  line: number,
  column: number,
  { context = 2, endColumn = column + 1, color = false }: CodeFrameOptions = {},
): string {
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/);
  const failing = lines[line - 1];
  if (failing === undefined) return "";
  const paint = color
    ? (code: number, text: string) => `\u001b[${code}m${text}\u001b[0m`
    : (_: number, text: string) => text;
  const first = max(1, line - context);
  const last = min(lines.length, line + context);
  const width = `${last}`.length;
  const start = min(max(0, column - 1 - maximumWidth / 2), max(0, failing.length - 1));
  const from = failing.length > maximumWidth ? start : 0;

  const frame: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = (lines[number - 1] ?? "").slice(from, from + maximumWidth);
    const isFailing = number === line;
    const gutter = `${isFailing ? ">" : " "} ${`${number}`.padStart(width)} |`;
    const row = text === "" ? gutter : `${gutter} ${text}`;
    frame.push(isFailing ? row : paint(2, row));
    if (!isFailing) continue;
    // Tabs stay tabs, so that the caret stands below its character whatever their width.
    const lead = failing.slice(from, column - 1).replace(/[^\t]/g, " ");
    const end = min(endColumn, failing.length + 1, from + maximumWidth + 1);
    const carets = "^".repeat(max(1, end - column));
    frame.push(`  ${" ".repeat(width)} | ${lead}${paint(31, carets)}`);
  }
  return frame.join("\n");
}
