/**
 * `log.jsonl`: how a training went, a line of JSON for some steps each.
 *
 * ```json
 * {"step":20,"steps":10,"losses":{"gan":0.1,"feature":3.2, …},"learningRates":{"generator":1e-4,"discriminator":4e-4},"seconds":1.93}
 * ```
 *
 * `losses` are means over the `steps` steps up to `step`; `learningRates` those of the last of them; `seconds` the time
 * that they took together. Lines follow on each other without gap or overlap, also when a training was resumed.
 *
 * @module
 */

import { appendFile, readFile } from "node:fs/promises";
import { explained, writeFileAtomically } from "../../checkpoint/atomic-file.ts";
import type { Losses } from "../../training/step-losses.ts";
import type { StepReport } from "../../training/trainer.ts";

export class TrainingLog {
  readonly #path: string;
  readonly #every: number;
  readonly #sums = new Map<keyof Losses, number>();
  #steps = 0;
  #seconds = 0;
  #last: StepReport | null = null;

  private constructor(path: string, every: number) {
    this.#path = path;
    this.#every = every;
  }

  /**
   * @param step Steps taken: lines about later ones, which were never saved, are taken away.
   * @param every Steps of a line.
   * @throws CheckpointError if the file cannot be written.
   */
  static async open(path: string, step: number, every: number): Promise<TrainingLog> {
    const text = await readFile(path, "utf8").catch(() => "");
    const lines = text.split("\n").filter((line) => stepOf(line) <= step);
    await writeFileAtomically(path, [Buffer.from(lines.map((line) => `${line}\n`).join(""))]);
    return new TrainingLog(path, every);
  }

  async add(report: StepReport): Promise<void> {
    for (const [name, value] of Object.entries(report.losses) as [keyof Losses, number][]) {
      this.#sums.set(name, (this.#sums.get(name) ?? 0) + value);
    }
    this.#steps++;
    this.#seconds += report.seconds;
    this.#last = report;
    if (report.step % this.#every === 0) await this.flush();
  }

  /** Writes what no line tells yet. @throws CheckpointError if the disk is full. */
  async flush(): Promise<void> {
    if (this.#last === null) return;
    const { step, learningRates } = this.#last;
    const losses = Object.fromEntries(
      [...this.#sums].map(([name, sum]) => [name, rounded(sum / this.#steps)]),
    );
    const line = {
      step,
      steps: this.#steps,
      losses,
      learningRates,
      seconds: rounded(this.#seconds),
    };
    await explained(this.#path, () => appendFile(this.#path, `${JSON.stringify(line)}\n`));
    this.#sums.clear();
    this.#steps = 0;
    this.#seconds = 0;
    this.#last = null;
  }
}

/** The step of a line; infinite if it is none, as the last of a killed process may be. */
function stepOf(line: string): number {
  try {
    const { step } = JSON.parse(line);
    return Number.isInteger(step) ? step : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
