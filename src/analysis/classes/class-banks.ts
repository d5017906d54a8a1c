/**
 * Scale and shift per class and channel, layer by layer: CLADE's bank itself, or what SPADE gives inside a region of
 * a class (`spadeInterior`); for SEAN the same in the style that the network was given (`withStyles`). What is read is shown as it is: NaN and infinity are counted, not refused.
 *
 * @module
 */

import { ModelError } from "../../errors.ts";
import {
  cladeParameters,
  keepingNotFinite,
  layerStyles,
  seanParameters,
  spadeParameters,
} from "../../models/layer-parameters.ts";
import { asGenerator, type Network } from "../../models/network.ts";
import type { CladeParameters, Plane } from "../../modulation/clade.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { seanInterior } from "../../modulation/sean-interior.ts";
import { type SpadeInterior, spadeInterior } from "../../modulation/spade-interior.ts";
import { classNamesOf, resolveClass, resolveLayer } from "../names.ts";
import { checkBank, checkBankList } from "./check-bank.ts";

/** How the effective scale comes from the network's γ: SPADE adds 1, CLADE's γ is the scale itself. */
export type Convention = "1 + γ" | "γ";

/** The modulation parameters of one layer, a row for each class; every matrix is [classes, channels], row-major. */
export interface ClassBank {
  /** "up_2.norm_0". */
  readonly layer: string;

  readonly channels: number;

  /** Bank rows. */
  readonly classes: number;

  /** Name of the label set; null where none is known. */
  readonly labelSet: string | null;

  /** The name of each bank row: the label set's, else "class 7"; [classes]. */
  readonly classNames: readonly string[];

  readonly convention: Convention;

  /** What x̂ is multiplied with; 1 changes nothing. For CLADE-ICPE before its positional factor. */
  readonly scale: Float32Array;

  /** What is added to it; 0 changes nothing. For CLADE-ICPE before its positional factor. */
  readonly shift: Float32Array;

  /** γ as the network holds or computes it. */
  readonly rawGamma: Float32Array;

  /** β as the network holds or computes it. */
  readonly rawBeta: Float32Array;

  /** CLADE-ICPE: the factors 1 + w · (dy, dx) + b on scale (`gamma`) and shift (`beta`), the same for all channels. */
  readonly planes?: { readonly gamma: Plane; readonly beta: Plane };

  /** CLADE with instance edges: the appended channel weight · edge + bias, which is no part of the bank. */
  readonly edge?: { readonly weight: number; readonly bias: number };

  /** Names of the parameters in the checkpoint that scale and shift come from. */
  readonly keys: { readonly scale: readonly string[]; readonly shift: readonly string[] };

  /** How many of the 2 · classes · channels values of scale and shift are NaN or infinite. */
  readonly notFinite: number;
}

export interface ClassBankOptions {
  /** Names of the layers, in the order wanted; default: all, in the network's order. */
  readonly layers?: readonly string[] | undefined;

  /** Called after each layer. */
  readonly onProgress?: ((done: number, total: number, layer: string) => void) | undefined;
}

/**
 * The class banks of a network, one for each of its modulated layers.
 *
 * @throws ModelError if it is no generator, or has no layer of a name; EngineError for a SEAN network without style
 * codes.
 */
export async function classBanks(
  network: Network,
  { layers, onProgress }: ClassBankOptions = {},
): Promise<ClassBank[]> {
  const generator = asGenerator(network);
  const names = layers ?? generator.layers.map(({ name }) => name);
  for (const name of names) resolveLayer(generator.layers, name, generator.where);
  const banks: ClassBank[] = [];
  for (const name of names) {
    banks.push(await classBank(network, name));
    onProgress?.(banks.length, names.length, name);
  }
  return banks;
}

/** The class bank of one layer. @throws ModelError as `classBanks`. */
export async function classBank(network: Network, layer: string): Promise<ClassBank> {
  const generator = asGenerator(network);
  const { labelSet } = generator;
  const normLayer = resolveLayer(generator.layers, layer, generator.where);
  const values = await valuesOf(keepingNotFinite(generator), normLayer);
  const { channels, method } = normLayer;
  return {
    layer,
    channels,
    classes: method.classes,
    labelSet: labelSet?.name ?? null,
    classNames: classNamesOf({ classes: method.classes, labelSet }),
    ...values,
    notFinite: countNotFinite(values.scale) + countNotFinite(values.shift),
  };
}

type Values = Pick<
  ClassBank,
  "convention" | "scale" | "shift" | "rawGamma" | "rawBeta" | "planes" | "edge" | "keys"
>;

async function valuesOf(
  store: ReturnType<typeof keepingNotFinite>,
  layer: NormLayer,
): Promise<Values> {
  const { method, name, channels } = layer;
  switch (method.kind) {
    case "clade": {
      const parameters = await cladeParameters(store, layer);
      return { convention: "γ", ...cladeValues(parameters), keys: cladeKeys(name) };
    }
    case "spade": {
      const parameters = await spadeParameters(store, name);
      return {
        ...interiorValues(spadeInterior(parameters, method, channels)),
        keys: { scale: spadeKeys(name, "mlp_gamma"), shift: spadeKeys(name, "mlp_beta") },
      };
    }
    case "sean": {
      const parameters = await seanParameters(store, layer);
      const codes = layerStyles(store, layer, { batch: 1 });
      return {
        ...interiorValues(seanInterior(parameters, method, codes, channels)),
        keys: { scale: seanKeys(layer, "gamma"), shift: seanKeys(layer, "beta") },
      };
    }
    default:
      return method satisfies never;
  }
}

function interiorValues({ scale, shift, gamma }: SpadeInterior) {
  return {
    convention: "1 + γ",
    scale: scale.values,
    shift: shift.values,
    rawGamma: gamma.values,
    rawBeta: shift.values,
  } as const;
}

function cladeValues({ gamma, beta, positional, instance }: CladeParameters) {
  return {
    scale: gamma,
    shift: beta,
    rawGamma: gamma,
    rawBeta: beta,
    ...(positional === undefined ? {} : { planes: positional }),
    ...(instance === undefined ? {} : { edge: instance }),
  };
}

function cladeKeys(layer: string): ClassBank["keys"] {
  const affine = `${layer}.class_specified_affine`;
  return { scale: [`${affine}.weight`], shift: [`${affine}.bias`] };
}

function spadeKeys(layer: string, part: "mlp_gamma" | "mlp_beta"): string[] {
  return ["mlp_shared.0", part].flatMap((conv) => [
    `${layer}.${conv}.weight`,
    `${layer}.${conv}.bias`,
  ]);
}

function seanKeys({ name, method }: NormLayer, part: "gamma" | "beta"): string[] {
  const banks = cladeKeys(name);
  const labels =
    method.kind === "sean" && method.labels === "clade"
      ? [...(part === "gamma" ? banks.scale : banks.shift)]
      : spadeKeys(`${name}.Spade`, `mlp_${part}`);
  if (method.kind !== "sean" || method.styleLength === null) return labels;
  const regions = Array.from({ length: method.classes }, (_, k) => `fc_mu${k}`);
  const style = [...regions, `conv_${part}`].flatMap((each) => [
    `${name}.${each}.weight`,
    `${name}.${each}.bias`,
  ]);
  return [`${name}.blending_${part}`, ...style, ...labels];
}

function countNotFinite(values: Float32Array): number {
  let count = 0;
  for (const value of values) count += Number(value - value !== 0);
  return count;
}

/**
 * The bank row of a class given by its row or its name.
 *
 * @throws LabelError that lists the nearest names.
 */
export function rowOfClass(bank: ClassBank, wanted: number | string): number {
  checkBank(bank);
  const { classes, classNames, labelSet, layer } = bank;
  const rows = classNames.map((name, row) => ({ row, name }));
  const named = labelSet === null ? null : { name: labelSet, rows };
  return resolveClass({ classes, labelSet: named }, wanted, layer);
}

/**
 * The number of classes of layers that can be compared: the same classes under the same names.
 *
 * @throws ModelError that says which cannot, and why.
 */
export function commonClasses(banks: readonly ClassBank[]): number {
  checkBankList(banks);
  const [first, ...others] = banks;
  if (first === undefined) throw notComparable("no layer");
  for (const bank of others) {
    if (bank.classes !== first.classes) {
      throw notComparable(
        `${first.layer} with ${first.classes} classes, ${bank.layer} with ${bank.classes}`,
      );
    }
    const row = bank.classNames.findIndex((name, k) => name !== first.classNames[k]);
    if (row < 0) continue;
    throw notComparable(
      `class ${row} is "${first.classNames[row]}" in ${first.layer} (${first.labelSet}), "${bank.classNames[row]}" in ${bank.layer} (${bank.labelSet})`,
    );
  }
  return first.classes;
}

function notComparable(got: string): ModelError {
  return new ModelError({
    what: "these layers cannot be compared",
    expected: "one or more layers with the same classes",
    got,
    hint: "compare layers of one network, or of networks trained on the same label set",
  });
}
