/**
 * Stack traces in the user's terms, for everyone who reads `error.stack`: cells, libraries, `console.log` and
 * `util.inspect` of an error or of something that holds one.
 *
 * @module
 */

import { $Error, $WeakMap } from "../intrinsics.ts";
import { type Frame, frameOf, withoutKernel } from "./frames.ts";
import { text } from "./peek.ts";

/** Enough to see how a cell came to a place deep in a library; V8's own limit is 10. */
export const keptFrames = 50;

/** What was made of an error's stack: the frames behind the text. */
const traces: WeakMap<object, { stack: string; frames: Frame[] }> = new $WeakMap();

export function installStackTraces(): void {
  $Error.stackTraceLimit = keptFrames;
  $Error.prepareStackTrace = prepareStackTrace;
}

function prepareStackTrace(error: Error, sites: NodeJS.CallSite[]): string {
  try {
    const frames = withoutKernel(sites.map(frameOf));
    const stack = [header(error), ...frames.map((frame) => `    at ${frame.text}`)].join("\n");
    if (typeof error === "object" && error !== null) traces.set(error, { stack, frames });
    return stack;
  } catch {
    return header(error);
  }
}

/** As ECMA-262's Error.prototype.toString, with the code of Node's own errors, as Node has it. */
function header(error: unknown): string {
  const code = text(error, "code") ?? "";
  const suffix = code.startsWith("ERR_") ? ` [${code}]` : "";
  const name = (text(error, "name") ?? "Error") + suffix;
  const message = text(error, "message") ?? "";
  if (name === "") return message;
  return message === "" ? name : `${name}: ${message}`;
}

/** The frames behind an error's stack, unless somebody has written another stack since. */
export function framesOf(error: object, stack: string): Frame[] | undefined {
  const trace = traces.get(error);
  // A syntax error has its place put before its stack.
  return trace !== undefined && stack.endsWith(trace.stack) ? trace.frames : undefined;
}
