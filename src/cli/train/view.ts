/**
 * What a training shows while it runs: on a terminal one block of lines that is written anew, elsewhere a line for each
 * checkpoint.
 *
 * @module
 */

import { writeSync } from "node:fs";
import type { ClassScales } from "../../training/live/class-scales.ts";
import { Smoothed, speedText } from "../../training/live/smoothed.ts";
import type { Preview } from "../../training/previews.ts";
import type { StepReport } from "../../training/trainer.ts";
import { type ColorDepth, halfBlocks } from "./half-blocks.ts";
import { scaleLines } from "./scale-lines.ts";

export interface TrainView {
  /** Whether pictures and scales are shown. */
  readonly wantsPictures: boolean;
  readonly step: (report: StepReport) => void;
  readonly pictures: (previews: readonly Preview[], scales: ClassScales | null) => void;
  readonly saved: (step: number, previews: readonly Preview[], scales: ClassScales | null) => void;
  readonly say: (text: string) => void;
  readonly end: () => void;
}

export interface ViewOptions {
  readonly title: string;
  readonly folder: string;
  readonly steps: number;
}

/** As stderr is. */
export function trainView(options: ViewOptions): TrainView {
  const smooth = new Smoothed();
  const savedLine = (step: number): string => {
    const losses = smooth.losses();
    return `${options.folder}: step ${step} of ${options.steps}${losses && `, ${losses}`}`;
  };
  if (!process.stderr.isTTY) {
    return {
      wantsPictures: false,
      step: (report) => smooth.add(report),
      pictures: () => {},
      saved: (step) => console.log(savedLine(step)),
      say: (text) => process.stderr.write(`${text}\n`),
      end: () => {},
    };
  }
  const block = new Block();
  const depth = process.stderr.getColorDepth();
  const colors: ColorDepth | null = depth >= 24 ? 24 : depth >= 8 ? 8 : null;
  let pictures: readonly string[] = [];
  let said = "";
  let step = 0;
  const draw = (): void => {
    const columns = process.stderr.columns || 80;
    const lines = statusLines(options, step, smooth, columns);
    block.draw(
      [...lines, ...(said ? [said] : []), ...pictures].map((line) => fitted(line, columns)),
    );
  };
  const show = (previews: readonly Preview[], scales: ClassScales | null): void => {
    if (colors === null) return;
    const { columns = 80, rows = 24 } = process.stderr;
    const painted = pictureLines(previews, colors, { columns, rows });
    const left = rows - 6 - painted.length;
    pictures = [...painted, ...(scales ? scaleLines(scales, colors, { columns, rows: left }) : [])];
    draw();
  };
  return {
    wantsPictures: colors !== null,
    step: (report) => {
      step = report.step;
      smooth.add(report);
      if (block.isDue()) draw();
    },
    pictures: show,
    saved: (at, previews, scales) => {
      block.clear();
      console.log(savedLine(at));
      show(previews, scales);
    },
    say: (text) => {
      said = text;
      draw();
    },
    end: () => block.clear(),
  };
}

/** The lines above the pictures. */
export function statusLines(
  { title, steps }: ViewOptions,
  step: number,
  smooth: Smoothed,
  columns: number,
): string[] {
  const width = Math.max(10, Math.min(30, columns - 50));
  const filled = Math.round((width * step) / steps);
  const bar = "█".repeat(filled) + "░".repeat(width - filled);
  const now = speedText(smooth.seconds, steps - step);
  return [title, `${bar} ${step}/${steps}${now && `  ${now}`}`, smooth.losses()];
}

/** Label maps above, pictures below, as many as fit; without the label maps where the terminal is low. */
export function pictureLines(
  previews: readonly Preview[],
  depth: ColorDepth,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): string[] {
  const { height, width } = previews[0].picture;
  const shown = previews.slice(0, Math.max(1, Math.floor(columns / 17)));
  const across = Math.min(24, Math.floor(columns / shown.length) - 1);
  const high = Math.max(2, 2 * Math.round((across * height) / width / 2));
  const row = (which: "labels" | "picture"): string[] => {
    const parts = shown.map((one) =>
      halfBlocks(one[which], { height: high, width: across }, depth),
    );
    return parts[0].map((_, line) => parts.map((part) => part[line]).join(" "));
  };
  const room = rows - 6;
  if (high / 2 > room) return [];
  return high + 1 > room ? row("picture") : [...row("labels"), "", ...row("picture")];
}

/** Plain text cut off at the width of the terminal; pictures fit already. */
function fitted(line: string, columns: number): string {
  return line.includes("\x1b") ? line : line.slice(0, columns - 1);
}

const INTERVAL_MS = 80;

/** Some lines at the end of a terminal, written over and over. */
class Block {
  #lines = 0;
  #last = 0;

  isDue(): boolean {
    return performance.now() - this.#last > INTERVAL_MS;
  }

  draw(lines: readonly string[]): void {
    this.#last = performance.now();
    // At once: a step may not leave the event loop until it is done.
    writeSync(2, `${this.#home()}${lines.join("\n")}\n`);
    this.#lines = lines.length;
  }

  clear(): void {
    if (this.#lines > 0) writeSync(2, this.#home());
    this.#lines = 0;
  }

  /** To the block's first character, and everything from there on gone. */
  #home(): string {
    return this.#lines > 0 ? `\x1b[${this.#lines}A\r\x1b[J` : "";
  }
}
