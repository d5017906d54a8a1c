/**
 * What a training step costs, measured apart from the runs: those go on side by side for an hour, and what else the
 * machine does in it is in their processor time.
 *
 * @module
 */

import { CheckpointError } from "../../errors.ts";
import { mean } from "../statistics/bootstrap.ts";
import { type ExperimentMethod, METHODS, TRUNKS, type Trunk } from "./design.ts";
import type { RunRecord } from "./run-record.ts";

/** Method and trunk of networks that are timed; the variants of CLADE-ICPE are the same network. */
export type TimedNetwork = `${ExperimentMethod}.${Trunk}`;

export interface StepTimes {
  /** Of this format: 1. */
  readonly format: 1;
  readonly machine: string;
  readonly backend: string;

  /** Steps of a round, and rounds, in which the networks took turns. */
  readonly steps: number;
  readonly rounds: number;

  /** Processor seconds of a step: median of the rounds, smallest and largest. */
  readonly networks: Readonly<
    Partial<
      Record<TimedNetwork, { readonly median: number; readonly low: number; readonly high: number }>
    >
  >;
}

/** The networks that differ. */
export const TIMED: readonly TimedNetwork[] = TRUNKS.flatMap((trunk) =>
  (["spade", "spade-1x1", "clade", "clade-icpe"] as const).map(
    (method): TimedNetwork => `${method}.${trunk}`,
  ),
);

/** Seconds of a step of a method: as timed, else the mean of its runs' processor time; NaN if there is neither. */
export function secondsPerStep(
  method: ExperimentMethod,
  trunk: Trunk,
  records: readonly RunRecord[],
  times: StepTimes | null,
): number {
  const network = method.startsWith("clade-icpe") ? "clade-icpe" : method;
  const timed = times?.networks[`${network}.${trunk}`];
  if (timed !== undefined) return timed.median;
  const own = records.filter(({ design }) => design.method === method && design.trunk === trunk);
  return own.length === 0 ? Number.NaN : mean(own.map((record) => record.secondsPerStep));
}

/** @throws CheckpointError if the text is something else. */
export function parseStepTimes(text: string, where: string): StepTimes {
  let parsed: Partial<StepTimes> | null = null;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Told below.
  }
  const networks = Object.entries(parsed?.networks ?? {});
  const known = networks.every(([name, time]) => {
    const [method, trunk] = name.split(".");
    return (
      METHODS.some((one) => one === method) &&
      TRUNKS.some((one) => one === trunk) &&
      [time?.median, time?.low, time?.high].every((value) => Number.isFinite(value))
    );
  });
  if (parsed?.format === 1 && networks.length > 0 && known) return parsed as StepTimes;
  throw new CheckpointError({
    what: "these are no times of training steps",
    where,
    expected: "the JSON that `npm run experiment -- --times` writes",
    got: text.slice(0, 40),
    hint: "delete it and measure again",
  });
}
