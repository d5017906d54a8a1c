/** Records of runs that never ran, with effects that are known. */

import {
  designOf,
  type ExperimentMethod,
  type RunDesign,
  SETTINGS,
} from "../../../src/analysis/experiment/design.ts";
import type { RunRecord } from "../../../src/analysis/experiment/run-record.ts";
import { METRICS, type Metric, type Metrics } from "../../../src/analysis/quality/evaluate.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

const GROUPS = 16;

/** Seconds a step: SPADE is slower. */
const SECONDS: Record<ExperimentMethod, number> = {
  spade: 0.35,
  "spade-1x1": 0.16,
  clade: 0.12,
  "clade-icpe": 0.13,
  "clade-icpe-class": 0.13,
  "clade-icpe-instance": 0.13,
  "clade-icpe-raw": 0.13,
};

/** How the methods would differ if the formulas were all there is. */
export function syntheticRecords(noise = 0.02): RunRecord[] {
  return designOf().map((design, i) => syntheticRecord(design, i, noise));
}

export function syntheticRecord(design: RunDesign, seed: number, noise = 0.02): RunRecord {
  const numbers = seededNumbers(seed + 1);
  const pointwise = design.trunk === "pointwise";
  const place = design.method.startsWith("clade-icpe") ? 0.25 : pointwise ? 0.8 : 0.3;
  const border = design.method === "spade" ? 0.2 : pointwise ? 0.9 : 0.4;
  const errors: Partial<Record<Metric, number>> = {
    positionalError: design.positional === 1 ? place : 0.05,
    boundaryError: design.context === 1 ? border : 0.05,
    pixelError: 0.06 + 0.05 * design.positional * place + 0.05 * design.context * border,
  };
  const expected = (metric: Metric): number => errors[metric] ?? 0.1;
  const draw = (metric: Metric): number => expected(metric) + noise * numbers(1)[0];
  const at = (factor: number): Metrics =>
    Object.fromEntries(METRICS.map((metric) => [metric, factor * draw(metric)])) as Metrics;
  const groups = METRICS.map((metric) => [
    metric,
    Array.from({ length: GROUPS }, () => draw(metric)),
  ]);
  const secondsPerStep = SECONDS[design.method] * (pointwise ? 0.8 : 1);
  const share = design.method === "spade" ? 0.2 + 0.1 * design.context : 0;
  return {
    format: 1,
    design,
    settings: SETTINGS,
    steps: SETTINGS.steps,
    cpuSeconds: SETTINGS.steps * secondsPerStep,
    wallSeconds: SETTINGS.steps * secondsPerStep,
    secondsPerStep,
    machine: "none",
    versions: { node: "20" },
    parameters: 300_000,
    gmac: 0.1,
    curve: Array.from({ length: 15 }, (_, i) => ({
      step: 100 * (i + 1),
      cpuSeconds: 100 * (i + 1) * secondsPerStep,
      metrics: at(1 + 3 * Math.exp(-i / 3)),
    })),
    metrics: at(1),
    groups: Object.fromEntries(groups),
    classes: [],
    positional: [],
    boundary: [],
    varianceSplit: ["head_0.norm_0", "up_3.norm_1"].map((layer) => ({
      layer,
      channels: 8,
      pixels: 4096,
      withinScale: share,
      betweenScale: 1 - share,
      withinShift: 0,
      betweenShift: 0,
      share,
      mixedShare: 0.3,
    })),
    losses: [{ step: 100, gan: 0.5, feature: 2 }],
  };
}
