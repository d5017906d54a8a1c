import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { halfBlocks } from "../../../src/cli/train/half-blocks.ts";
import { scaleLines } from "../../../src/cli/train/scale-lines.ts";
import { pictureLines, statusLines } from "../../../src/cli/train/view.ts";
import { duration, Smoothed } from "../../../src/training/live/smoothed.ts";
import type { Preview, RgbPicture } from "../../../src/training/previews.ts";
import type { StepReport } from "../../../src/training/trainer.ts";
import { temporaryFolder } from "../run.ts";
import { trainArguments } from "../train-run.ts";

function report(step: number, seconds: number, feature: number): StepReport {
  return {
    step,
    seconds,
    losses: { gan: 0.5, feature, pixel: 0, kld: 0, fake: 1, real: 0.25 },
    learningRates: { generator: 1e-4, discriminator: 4e-4 },
  };
}

const options = { title: "clade, ngf 8", folder: "out", steps: 200 };

/** A picture of one colour above and another below. */
function halves(side: number, above: readonly number[], below: readonly number[]): RgbPicture {
  const rgb = new Uint8Array(3 * side * side);
  for (let p = 0; p < side * side; p++) rgb.set(p < (side * side) / 2 ? above : below, 3 * p);
  return { height: side, width: side, rgb };
}

test("the block tells steps, speed, time left and losses", () => {
  const smooth = new Smoothed();
  smooth.add(report(50, 0.5, 3));
  expect(statusLines(options, 50, smooth, 80)).toEqual([
    "clade, ngf 8",
    "████████░░░░░░░░░░░░░░░░░░░░░░ 50/200  2.0 steps/s  1 min 15 s left",
    "G gan 0.500, feature 3.000, D fake 1.000, real 0.250",
  ]);
  smooth.add(report(51, 0.5, 5));
  expect(smooth.losses()).toContain("feature 3.100");
});

test("slow steps are told in seconds, and long times in hours", () => {
  const smooth = new Smoothed();
  smooth.add(report(20, 120, 3));
  expect(statusLines(options, 20, smooth, 80)[1]).toMatch(
    / 20\/200 {2}120\.0 s\/step {2}6 h 0 min left$/,
  );
  expect([0, 59.4, 60, 3725].map(duration)).toEqual(["0 s", "59 s", "1 min 0 s", "1 h 2 min"]);
});

test("a character holds two pixels, one in its colour and one in its background", () => {
  const picture = halves(2, [255, 0, 0], [0, 0, 95]);
  const size = { height: 2, width: 2 };
  const pixel = "\x1b[38;2;255;0;0;48;2;0;0;95m▀";
  expect(halfBlocks(picture, size, 24)).toEqual([`${pixel}${pixel}\x1b[0m`]);
  const of256 = "\x1b[38;5;196;48;5;17m▀";
  expect(halfBlocks(picture, size, 8)).toEqual([`${of256}${of256}\x1b[0m`]);
});

describe("pictures in the terminal", () => {
  const one: Preview = {
    labels: halves(64, [9, 9, 9], [0, 0, 0]),
    picture: halves(64, [250, 250, 250], [100, 100, 100]),
  };

  test("never are wider or higher than it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 5, max: 60 }),
        fc.integer({ min: 1, max: 6 }),
        (columns, rows, count) => {
          const lines = pictureLines(Array(count).fill(one), 24, { columns, rows });
          expect(lines.length + 5).toBeLessThanOrEqual(Math.max(rows, 5));
          for (const line of lines)
            expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(columns);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("have the label maps above where there is room", () => {
    const lines = pictureLines([one, one], 24, { columns: 80, rows: 40 });
    expect(lines).toHaveLength(25);
    expect(lines[0]).toContain("2;9;9;9");
    expect(lines[13]).toContain("2;250;250;250");
    expect(pictureLines([one, one], 24, { columns: 80, rows: 24 })).toHaveLength(12);
  });
});

describe("scales in the terminal", () => {
  const classes = ["sky", "a very long name", "tree"];
  const scales = Float32Array.of(1, 1.5, 0.5, 1, 1, 1);
  const some = { layer: "up_2.norm_0", channels: [0, 8], classes, scales };

  test("are a line for each class and a cell for each channel, white at 1", () => {
    const lines = scaleLines(some, 24, { columns: 80, rows: 9 });
    expect(lines.map(stripVTControlCharacters)).toEqual([
      "",
      "scale of up_2.norm_0, class by channel: blue 0.5, white 1, red 1.5",
      "         sky     ",
      "a very long      ",
      "        tree     ",
    ]);
    const cell = (rgb: string) => `\x1b[48;2;${rgb}m  `;
    expect(lines[2]).toContain(cell("247;246;242") + cell("150;26;38"));
    expect(lines[3]).toContain(cell("17;68;140") + cell("247;246;242"));
  });

  test("are as many as fit, and none where there is no room for two classes", () => {
    expect(scaleLines(some, 24, { columns: 80, rows: 4 })).toHaveLength(4);
    expect(scaleLines(some, 24, { columns: 80, rows: 3 })).toEqual([]);
    const many = { ...some, channels: [...Array(99).keys()], scales: new Float32Array(3 * 99) };
    for (const line of scaleLines(many, 8, { columns: 40, rows: 9 }).slice(2))
      expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(40);
  });
});

/** Runs a program on a terminal of its own; there on most Linux machines, and another one elsewhere. */
const SCRIPT = "script";
const script = spawnSync(SCRIPT, ["--version"]).stdout?.includes("util-linux") ?? false;

test.runIf(script)("on a terminal one block is written anew, and is gone at the end", () => {
  const folder = temporaryFolder();
  const program = fileURLToPath(new URL("../../../dist/src/cli/main.js", import.meta.url));
  const args = [
    ...trainArguments(folder),
    "--method",
    "clade",
    "--steps",
    "4",
    "--save-every",
    "2",
  ];
  const words = [process.execPath, program, ...args, "-o", join(folder, "out")];
  const command = `stty cols 100 rows 50; ${words.map((word) => `'${word}'`).join(" ")}`;
  // Nothing else of this process's environment: Node counts the colours of a terminal by CI, FORCE_COLOR, TMUX and more.
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, TERM: "xterm-256color", COLORTERM: "truecolor" };
  const { stdout, status } = spawnSync(SCRIPT, ["-qec", command, "/dev/null"], {
    env: env as NodeJS.ProcessEnv,
    encoding: "utf8",
    input: "",
  });
  expect(status, stdout).toBe(0);
  expect(stdout).toMatch(/█░+ 1\/4|█+░+ \d\/4 .*left/);
  expect(stdout.replaceAll("\x1b", "^")).toMatch(/\^\[38;2;\d+;\d+;\d+;48;2;\d+;\d+;\d+m▀/);
  expect(stdout).toContain("scale of up_2.norm_0, class by channel: blue ");
  // What is left on the screen: everything behind the last time that the block was wiped out.
  const left = stdout.slice(stdout.lastIndexOf("\x1b[J") + 3);
  expect(left).not.toMatch(/steps\/s|▀/);
  expect(stdout).toMatch(/out: step 2 of 4, /);
});
