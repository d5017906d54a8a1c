/**
 * From what the keys tell, and what the user or the label set adds, to a complete configuration.
 *
 * Keys leave open: SPADE's edge channel, "normal" or "more" upsampling, the don't-care row, the aspect ratio. They
 * come from the released options, else from an instance map being given, else from the label set's released
 * defaults, else: no edges, "normal", no don't-care row, aspect 1. Every answer is kept with where it came from.
 *
 * @module
 */

import type { LabelSet } from "../labels/label-set.ts";
import type { Method } from "../modulation/norm-layer.ts";
import { checkClasses, checkOptions, checkUpsampling, fittingLabelSet } from "./check-options.ts";
import type { DetectedGenerator } from "./detect.ts";
import type { GeneratorConfig, Upsampling } from "./generator-config.ts";
import type { ReleasedOptions } from "./released-options.ts";

/** What may be known beside the keys. */
export interface Hints {
  readonly options?: ReleasedOptions | undefined;

  /** Whether an instance map is given. */
  readonly instances?: boolean | undefined;

  /** The label set that the user named, or that was guessed. */
  readonly labelSet?: LabelSet | null | undefined;

  /** Whether the label set is only a guess: then it must fit, or it is dropped. */
  readonly labelSetGuessed?: boolean | undefined;

  readonly upsampling?: Upsampling | undefined;
}

/** `Assumption.from`, where an instance map settles that there is an edge channel. */
export const INSTANCES_GIVEN = "instance map given";

/** An answer that is not in the keys. */
export interface Assumption {
  readonly what: string;
  readonly value: string;

  /** "options", "--upsampling", "instance map given", "label set coco-stuff", "default". */
  readonly from: string;
}

export interface ResolvedConfig {
  readonly config: GeneratorConfig;
  readonly labelSet: LabelSet | null;

  /** The bank row that 255 in a label file stands for; null where there is none. */
  readonly dontCareRow: number | null;

  /** Width over height of the output. */
  readonly aspectRatio: number;

  /** Width of the output in pixels, where known. */
  readonly cropSize: number | null;

  readonly assumptions: readonly Assumption[];
}

/**
 * @throws ModelError where options or label set contradict the keys.
 */
export function resolveConfig(
  detected: DetectedGenerator,
  hints: Hints,
  where: string,
): ResolvedConfig {
  const assumptions: Assumption[] = [];
  const assume = <T>(what: string, answers: readonly Answer<T>[]): T => {
    const { value, from } = answers.find(isKnown) as KnownAnswer<T>; // the last is a default
    assumptions.push({ what, value: String(value), from });
    return value;
  };
  const options = hints.options ?? {};
  checkOptions(detected, options, where);
  checkUpsampling(detected.upsampling, hints.upsampling ?? options.upsampling, where);

  const instanceEdges =
    detected.instanceEdges ?? assume("instance edges", edgeAnswers(detected, hints));
  const classes = detected.semanticChannels - (instanceEdges ? 1 : 0);
  checkClasses(detected, classes, instanceEdges, options, where);
  const { labelSet: known = null, labelSetGuessed = false } = hints;
  const labelSet = fittingLabelSet(classes, known, labelSetGuessed, where);

  const released = labelSet?.released;
  const fromLabelSet = `label set ${labelSet?.name}`;
  const upsampling =
    detected.upsampling ??
    assume<Upsampling>("upsampling", [
      { value: hints.upsampling, from: "--upsampling" },
      { value: options.upsampling, from: "options" },
      { value: released?.upsampling, from: fromLabelSet },
      { value: "normal", from: "default" },
    ]);
  const aspectRatio = assume("aspect ratio", [
    { value: options.aspectRatio, from: "options" },
    { value: released?.aspectRatio, from: fromLabelSet },
    { value: 1, from: "default" },
  ]);
  const dontCareRow = assume<number | null>("don't-care row", [
    { value: dontCareOf(options, classes), from: "options" },
    { value: labelSet?.dontCareRow, from: fromLabelSet },
    { value: null, from: "default" },
  ]);

  return {
    config: {
      method: methodOf(detected, classes, instanceEdges),
      paramFreeNorm: detected.paramFreeNorm,
      ngf: detected.ngf,
      outputChannels: detected.outputChannels,
      spectralNorm: detected.spectralNorm,
      trunkKernel: detected.trunkKernel,
      latent: detected.latent,
      ...(detected.msca && { msca: detected.msca }),
      upsampling,
    },
    labelSet,
    dontCareRow,
    aspectRatio,
    cropSize: options.cropSize ?? released?.cropSize ?? null,
    assumptions,
  };
}

interface Answer<T> {
  readonly value: T | undefined;
  readonly from: string;
}

type KnownAnswer<T> = Answer<T> & { readonly value: T };

function isKnown<T>(answer: Answer<T>): answer is KnownAnswer<T> {
  return answer.value !== undefined;
}

function edgeAnswers(
  { semanticChannels }: DetectedGenerator,
  { options = {}, instances, labelSet, labelSetGuessed }: Hints,
): Answer<boolean>[] {
  const rows = labelSet?.rows.length;
  // A label set that the user names settles it: its rows leave one channel over, or none.
  const told = rows === semanticChannels - 1 ? true : rows === semanticChannels ? false : undefined;
  return [
    { value: options.noInstance === undefined ? undefined : !options.noInstance, from: "options" },
    { value: labelSetGuessed ? undefined : told, from: `label set ${labelSet?.name}` },
    { value: instances || undefined, from: INSTANCES_GIVEN },
    { value: told, from: `label set ${labelSet?.name}` },
    { value: false, from: "default" },
  ];
}

/** The released code appends it after the other classes. */
function dontCareOf(
  { containDontcareLabel }: ReleasedOptions,
  classes: number,
): number | null | undefined {
  if (containDontcareLabel === undefined) return undefined;
  return containDontcareLabel ? classes - 1 : null;
}

function methodOf(
  { kind, hidden, kernel, styleEncoder }: DetectedGenerator,
  classes: number,
  instanceEdges: boolean,
): Method {
  switch (kind) {
    case "spade":
      return { kind, classes, instanceEdges, hidden, kernel };
    case "sean":
    case "sean-clade": {
      const styleLength = styleEncoder?.styleLength ?? null;
      const labels = kind === "sean" ? "spade" : "clade";
      return {
        ...{ kind: "sean", classes, instanceEdges: false, labels, hidden, kernel },
        styleLength,
      };
    }
    case "clade":
    case "clade-icpe":
      return { kind: "clade", classes, instanceEdges, positional: kind === "clade-icpe" };
    default:
      return kind satisfies never;
  }
}

/** Name of the built-in label set whose number of rows fits, or null. */
export function guessLabelSet(detected: DetectedGenerator): string | null {
  const { classes, semanticChannels, kind } = detected;
  // Networks of other kinds have 19 classes for other reasons, as Cityscapes' training ids.
  if (kind.startsWith("sean") && classes === 19) return "celebamask-hq";
  const byRows: Readonly<Record<number, string>> = {
    151: "ade20k",
    183: "coco-stuff",
    35: "cityscapes",
  };
  const byChannels: Readonly<Record<number, string>> = { 184: "coco-stuff", 36: "cityscapes" };
  return (
    byRows[classes ?? semanticChannels] ??
    (classes === null ? byChannels[semanticChannels] : undefined) ??
    null
  );
}
