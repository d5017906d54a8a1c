/**
 * What masked spatial-channel attention does with an exemplar: from where each style vector is, whether it is let
 * through, and to where it goes.
 *
 * @module
 */

import type { Activation } from "../../engines/activation.ts";
import type { PaintingEngine } from "../../engines/synthesis.ts";
import { EngineError } from "../../errors.ts";
import { resizeNearest } from "../../labels/nearest.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import { exemplarOf } from "../../modulation/exemplar.ts";

/** Attention maps of one scale, in pixels of its features. */
export interface AttentionMaps {
  readonly height: number;
  readonly width: number;

  /** [slots, height, width] */
  readonly maps: Float32Array;

  /** Bank row of each pixel, by PyTorch's nearest rule; [height, width]. */
  readonly labels: Int32Array;
}

/** One block whose input takes a style. */
export interface ExemplarAttention {
  /** "up_1" */
  readonly block: string;
  readonly slots: number;

  /** Spatial attention: each slot's map sums to 1 over the exemplar's pixels. */
  readonly exemplar: AttentionMaps;

  /** Channel attention: at each pixel of the target the maps sum to 1 over the slots. */
  readonly target: AttentionMaps;

  /** How much of each style vector is let through, 0 to 1; [slots]. */
  readonly mask: Float32Array;
}

/**
 * Paints a picture and looks at its attention, block by block, coarse to fine.
 *
 * @param picture Of the batch; default 0.
 * @throws EngineError if the network takes no exemplar, or what `synthesize` throws.
 */
export async function exemplarAttention(
  painter: Pick<PaintingEngine, "network" | "synthesize">,
  conditions: Conditions,
  { picture = 0 }: { readonly picture?: number | undefined } = {},
): Promise<ExemplarAttention[]> {
  const { config, where, kind } = painter.network;
  const { msca } = config;
  if (!msca) {
    throw new EngineError({
      what: "this network has no attention to an exemplar",
      where,
      expected: "a network with masked spatial-channel attention (keys msca.…)",
      got: kind,
      hint: "data/checkpoints/toy-msca.safetensors is one",
    });
  }
  if (!Number.isInteger(picture) || picture < 0 || picture >= conditions.batch) {
    throw new EngineError({
      what: "there is no such picture in the batch",
      where: "exemplarAttention",
      expected: `0 to ${conditions.batch - 1}`,
      got: `${picture}`,
      hint: "count from 0",
    });
  }
  const { taps } = await painter.synthesize(conditions, {
    taps: (name) => /^msca\.\w+\.(spatial_attention|channel_attention|mask)$/.test(name),
  });
  const exemplar = exemplarOf(conditions, where);
  return msca.blocks.map((block) => {
    const tap = (name: string) => pictureOf(taps.get(`msca.${block}.${name}`), picture);
    return {
      block,
      slots: msca.slots,
      exemplar: mapsOf(tap("spatial_attention"), exemplar, picture),
      target: mapsOf(tap("channel_attention"), conditions, picture),
      mask: tap("mask").values,
    };
  });
}

function pictureOf(tap: Activation | undefined, picture: number) {
  if (tap === undefined) throw new Error("the text taps all of them");
  const [, channels, height, width] = tap.shape;
  const length = channels * height * width;
  const values = tap.data.slice(picture * length, (picture + 1) * length);
  return { height, width, values };
}

function mapsOf(
  { height, width, values }: ReturnType<typeof pictureOf>,
  of: { readonly height: number; readonly width: number; readonly labels: Int32Array },
  picture: number,
): AttentionMaps {
  const pixels = of.height * of.width;
  const own = of.labels.subarray(picture * pixels, (picture + 1) * pixels);
  const labels = resizeNearest(own, of, { height, width }, "torch") as Int32Array;
  return { height, width, maps: values, labels };
}

/** One style vector of one block. */
export interface SlotRow {
  readonly block: string;
  readonly slot: number;

  /** How much of it is let through, 0 to 1. */
  readonly mask: number;

  /** The class of the exemplar that it is most of (bank row), its name, and its share of the attention. */
  readonly class: number;
  readonly className: string;
  readonly share: number;

  /**
   * The class of the target at whose pixels it is strongest, its name, and the mean attention over these pixels, 0 to 1. It
   * is no share of the slot: a large class may take more of it in all, at less for each pixel.
   */
  readonly targetClass: number;
  readonly targetClassName: string;
  readonly targetMean: number;

  /** Mean attention over the whole target: its part in the picture before masking. */
  readonly spread: number;

  /**
   * Pixels of the exemplar it is effectively of: exp of the entropy of its map, from 1 to all of them.
   */
  readonly effectivePixels: number;

  /** All of them. */
  readonly pixels: number;
}

/** A row for each slot of each block. */
export function slotRows(
  attention: readonly ExemplarAttention[],
  { className = String }: { readonly className?: ((row: number) => string) | undefined } = {},
): SlotRow[] {
  return attention.flatMap(({ block, slots, exemplar, target, mask }) =>
    Array.from({ length: slots }, (_, slot): SlotRow => {
      const pixels = exemplar.height * exemplar.width;
      const from = exemplar.maps.subarray(slot * pixels, (slot + 1) * pixels);
      const there = target.height * target.width;
      const to = target.maps.subarray(slot * there, (slot + 1) * there);
      const source = largest(byClass(from, exemplar.labels), ({ sum }) => sum);
      const goal = largest(byClass(to, target.labels), ({ sum, count }) => sum / count);
      return {
        block,
        slot,
        mask: mask[slot],
        class: source.row,
        className: className(source.row),
        share: source.value,
        targetClass: goal.row,
        targetClassName: className(goal.row),
        targetMean: goal.value,
        spread: to.reduce((sum, value) => sum + value, 0) / there,
        effectivePixels: Math.exp(-from.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0)),
        pixels,
      };
    }),
  );
}

interface ClassSum {
  sum: number;
  count: number;
}

function byClass(values: Float32Array, labels: Int32Array): Map<number, ClassSum> {
  const sums = new Map<number, ClassSum>();
  for (let p = 0; p < values.length; p++) {
    const of = sums.get(labels[p]) ?? { sum: 0, count: 0 };
    of.sum += values[p];
    of.count++;
    sums.set(labels[p], of);
  }
  return sums;
}

function largest(sums: ReadonlyMap<number, ClassSum>, by: (of: ClassSum) => number) {
  const all = [...sums].map(([row, of]) => ({ row, value: by(of) }));
  return all.reduce((a, b) => (b.value > a.value ? b : a));
}
