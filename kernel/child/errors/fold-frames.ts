/**
 * Frames as lines of a traceback: the user's in full, packages' folded to a line each, Node's left out, and
 * recursion told instead of repeated. Of an error that explains itself packages' frames are only counted, and those
 * between the throw and the user's code come last.
 *
 * @module
 */

import { $Math, $Set } from "../intrinsics.ts";
import type { Frame } from "./frames.ts";
import { packageOf } from "./packages.ts";
import { dim } from "./paint.ts";
import { keptFrames } from "./stack-trace.ts";

/** Calls that go round in circles longer than this are shown as they are. */
const longestCircle = 8;

/** @param countPackages Whether the error explains itself. */
export function frameLines(frames: readonly Frame[], countPackages: boolean = false): string[] {
  const shown = frames.filter(({ kind }) => kind === "user" || kind === "package");
  const lines: string[] = [];
  const last: string[] = [];
  for (let index = 0; index < shown.length; ) {
    const frame = shown[index] as Frame;
    if (frame.kind === "package" && countPackages) {
      const start = index;
      while (shown[index]?.kind === "package") index++;
      (start === 0 ? last : lines).push(counted(shown.slice(start, index)));
      continue;
    }
    if (frame.kind === "package") {
      const name = nameOf(frame);
      let count = 0;
      while (shown[index]?.kind === "package" && nameOf(shown[index] as Frame) === name) {
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
  return [...lines, ...last];
}

/** `… 4 frames inside cladescope (details: error.stack)`. */
function counted(frames: readonly Frame[]): string {
  const names = [...new $Set(frames.map(nameOf))].join(", ");
  const count = frames.length === 1 ? "1 frame" : `${frames.length} frames`;
  return dim(`    … ${count} inside ${names} (details: error.stack)`);
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

function nameOf({ file = "" }: Frame): string {
  return packageOf(file) ?? file;
}
