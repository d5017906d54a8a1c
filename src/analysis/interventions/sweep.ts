/**
 * Interventions over the values of a parameter: a picture for each value, and how far it moves, class by class.
 *
 * @module
 */

import type { Activation } from "../../engines/activation.ts";
import type { LayerModulations } from "../../engines/modulations.ts";
import { EngineError } from "../../errors.ts";
import { checkOptionNames } from "../../labels/check-choice.ts";
import type { LabelMap } from "../../labels/label-map.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { ChangeRow } from "./change-rows.ts";
import { checkPicture } from "./check-picture.ts";
import { type InterventionPainter, intervene, labelsOf } from "./intervene.ts";
import type { Intervention } from "./intervention.ts";

export interface SweepRow extends ChangeRow {
  /** Of the parameter. */
  readonly value: number;
}

export interface SweepStep {
  readonly value: number;

  /** [1, 3, height, width] in [−1, 1]. */
  readonly image: Activation;
}

export interface Sweep {
  /** The label map that was painted. */
  readonly labels: LabelMap;

  /** The picture without interventions. */
  readonly before: Activation;
  readonly steps: readonly SweepStep[];

  /** For each value a row for the whole picture, and one for each class. */
  readonly rows: readonly SweepRow[];
}

export interface SweepOptions {
  /** What the engine paints without interventions, if it was painted before; default: painted here. */
  readonly before?: Activation | undefined;

  /** Called after each picture. */
  readonly onProgress?: ((done: number, total: number, value: number) => void) | undefined;
}

const OPTIONS: Readonly<Record<keyof SweepOptions, null>> = { before: null, onProgress: null };

/**
 * @param values Of the parameter, in the order in which they are shown.
 * @param interventionsAt What is done at a value: `(t) => [mixClasses("sky", "sea", t)]`.
 * @throws As `intervene`; EngineError if there is no value, or one is not finite.
 */
export async function sweep(
  painter: InterventionPainter,
  modulations: LayerModulations,
  conditions: Conditions,
  values: readonly number[],
  interventionsAt: (value: number) => readonly Intervention[],
  options: SweepOptions = {},
): Promise<Sweep> {
  checkValues(values);
  checkFunction(interventionsAt);
  checkOptionNames(EngineError, "sweep: options", options, Object.keys(OPTIONS));
  const { before, onProgress } = options;
  checkPicture(before, "sweep: before");
  const first = before ?? (await intervene(painter, modulations, conditions, [])).before;
  const steps: SweepStep[] = [];
  const rows: SweepRow[] = [];
  for (const value of values) {
    const { after, difference } = await intervene(
      painter,
      modulations,
      conditions,
      interventionsAt(value),
      { before: first },
    );
    steps.push({ value, image: after });
    rows.push(...difference.map((row) => ({ value, ...row })));
    onProgress?.(steps.length, values.length, value);
  }
  return { labels: labelsOf(conditions), before: first, steps, rows };
}

function checkValues(values: readonly number[]): void {
  const isList = Array.isArray(values) || ArrayBuffer.isView(values);
  if (isList && values.length > 0 && values.every(Number.isFinite)) return;
  throw new EngineError({
    what: "there is nothing to sweep over",
    where: "sweep",
    expected: "one finite number or more",
    got: !isList
      ? String(values).slice(0, 60)
      : values.length === 0
        ? "none"
        : values.join(", ").slice(0, 60),
    hint: "give the values of the parameter: [0, 0.25, 0.5, 0.75, 1]",
  });
}

function checkFunction(interventionsAt: unknown): void {
  if (typeof interventionsAt === "function") return;
  throw new EngineError({
    what: "what is done at a value is a function of it",
    where: "sweep",
    expected: '(t) => [mixClasses("sky", "sea", t)]',
    got: Array.isArray(interventionsAt) ? "a list" : typeof interventionsAt,
    hint: "write the value as the function's parameter",
  });
}
