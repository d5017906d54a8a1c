/**
 * Frames as lines of a traceback: the user's in full, packages' folded to a line each, Node's left out, and
 * recursion told instead of repeated.
 *
 * @module
 */

import { $Math } from "../intrinsics.ts";
import type { Frame } from "./frames.ts";
import { dim } from "./paint.ts";
import { keptFrames } from "./stack-trace.ts";

/** Calls that go round in circles longer than this are shown as they are. */
const longestCircle = 8;

export function frameLines(frames: readonly Frame[]): string[] {
  const shown = frames.filter(({ kind }) => kind === "user" || kind === "package");
  const lines: string[] = [];
  for (let index = 0; index < shown.length; ) {
    const frame = shown[index] as Frame;
    if (frame.kind === "package") {
      const name = packageOf(frame);
      let count = 0;
      while (shown[index]?.kind === "package" && packageOf(shown[index] as Frame) === name) {
        count++;
        index++;
      }
      lines.push(
        dim(`    at ${frame.text}${count > 1 ? ` … and ${count - 1} more in ${name}` : ""}`),
      );
      continue;
    }
    const { length, rounds } = circleAt(shown, index);
    for (const { text } of shown.slice(index, index + length)) lines.push(`    at ${text}`);
    if (rounds > 1) {
      const what = length === 1 ? "this call" : `these ${length} calls`;
      const isCut = index + length * rounds >= shown.length && frames.length >= keptFrames;
      lines.push(dim(`    … ${what} ${rounds - 1} more times${isCut ? ", and more" : ""}`));
    }
    index += length * rounds;
  }
  return lines;
}

/** The shortest circle that the frames from `start` go through at least three times; else one frame once. */
function circleAt(frames: readonly Frame[], start: number): { length: number; rounds: number } {
  const longest = $Math.min(longestCircle, (frames.length - start) / 3);
  for (let length = 1; length <= longest; length++) {
    let end = start + length;
    while (end < frames.length && frames[end]?.text === frames[end - length]?.text) end++;
    const rounds = $Math.floor((end - start) / length);
    if (rounds >= 3) return { length, rounds };
  }
  return { length: 1, rounds: 1 };
}

function packageOf({ file = "" }: Frame): string {
  const [, name] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file) ?? [];
  return name ?? file;
}
