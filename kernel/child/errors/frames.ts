/**
 * The frames of a stack trace, in the user's terms.
 *
 * @module
 */

import { $Number } from "../intrinsics.ts";
import { packageOf } from "./packages.ts";
import { mapPosition, pathOf, type Source, sourceByTitle } from "./sources.ts";

/** Whose code a frame runs: a cell's or local file's, a package's, Node's, or the kernel's own. */
export type FrameKind = "user" | "package" | "node" | "kernel";

export interface Frame {
  kind: FrameKind;
  /** As it stands behind `at `, in the user's terms: `f (Cell In[3]:5:9)`. */
  text: string;
  /** Path, or title of a cell; absent where the frame has no place. */
  file?: string;
  line?: number;
  column?: number;
  /** Line and column in the script that the kernel made of the source. */
  script?: string;
  /** The source of a cell or local file that the kernel lowered. */
  source?: Source;
}

/** The kernel's own folder, as stack traces call its ES modules. */
const kernelFolder = new URL("../../", import.meta.url).href;

/** `kind` of a file that the kernel has not lowered. */
function kindOf(file: string): FrameKind {
  if (file.startsWith("node:")) return "node";
  if (file.startsWith(kernelFolder)) return "kernel";
  return packageOf(file) === undefined ? "user" : "package";
}

export function frameOf(site: NodeJS.CallSite): Frame {
  const text = `${site}`;
  const file = site.getFileName() ?? undefined;
  const line = site.getLineNumber() ?? undefined;
  const column = site.getColumnNumber() ?? undefined;
  if (file === undefined || line === undefined || column === undefined) {
    return { kind: site.isEval() ? "user" : "node", text: mapEvalOrigin(text) };
  }
  return place(text, file, line, column);
}

/** A frame from one line of a stack that is text alone; undefined for a line that is none. */
export function parseFrame(row: string): Frame | undefined {
  const text = /^\s+at (.+)$/.exec(row)?.[1];
  if (text === undefined) return undefined;
  // Names hold no ` (`; paths may.
  const [, file, line, column] =
    /^(?:.*? )?\((.+):(\d+):(\d+)\)$/.exec(text) ??
    /^(?:async )?(.+):(\d+):(\d+)$/.exec(text) ??
    [];
  if (file === undefined) return { kind: "node", text };
  return atPlace(text, file, $Number(line), $Number(column));
}

function atPlace(text: string, file: string, line: number, column: number): Frame {
  const source = sourceByTitle(file);
  if (source !== undefined) return { kind: "user", text, file, line, column, source };
  return place(text, file, line, column);
}

function place(text: string, file: string, line: number, column: number): Frame {
  const mapped = mapPosition(file, line, column);
  if (mapped === undefined) {
    const shown = pathOf(file);
    return { kind: kindOf(file), text: text.replace(file, () => shown), file: shown, line, column };
  }
  const { source } = mapped;
  const target = `${source.title}:${mapped.line}:${mapped.column}`;
  return {
    kind: kindOf(file) === "package" ? "package" : "user",
    text: text.replace(`${file}:${line}:${column}`, () => target),
    file: source.title,
    line: mapped.line,
    column: mapped.column,
    script: `${line}:${column}`,
    source,
  };
}

/** `eval at f (__cell_3.ts:1:36), <anonymous>:1:7`: the place of the call of `eval` is mapped. */
function mapEvalOrigin(text: string): string {
  return text.replace(/\(([^()]+):(\d+):(\d+)\)/g, (all, file: string, line, column) => {
    const mapped = mapPosition(file, $Number(line), $Number(column));
    if (mapped === undefined) return all;
    return `(${mapped.source.title}:${mapped.line}:${mapped.column})`;
  });
}

/** Frames without the kernel's own, nor those of Node that called the kernel or that the kernel called. */
export function withoutKernel(frames: readonly Frame[]): Frame[] {
  let end = frames.length;
  while (end > 0 && (frames[end - 1]?.kind === "node" || frames[end - 1]?.kind === "kernel")) end--;
  const tail = frames.slice(end);
  const kept = tail.findIndex(
    ({ kind, text }) => kind === "kernel" || /\(node:(?:internal\/)?vm:/.test(text),
  );
  const shown = kept === -1 ? frames : frames.slice(0, end + kept);
  const outside = shown.filter(({ kind }) => kind !== "kernel");
  return outside.filter((frame, index) => !isOurs(frame, outside[index + 1]));
}

/**
 * Whether a frame is of a function that lowering has put around a part of a statement: one without a name, at its
 * caller's place in the source but at another one in the script.
 */
function isOurs({ text, file, line, column, script }: Frame, caller: Frame | undefined): boolean {
  return (
    script !== undefined &&
    caller?.script !== undefined &&
    script !== caller.script &&
    file === caller.file &&
    line === caller.line &&
    column === caller.column &&
    text === `${file}:${line}:${column}`
  );
}
