/**
 * Spatial statistics as tidy rows.
 *
 * @module
 */

import { type ClassFacts, classFacts } from "../class-facts.ts";
import { type VarianceSplitRow, varianceSplitRow } from "../variance-split.ts";
import { FARTHEST } from "./boundary-distance.ts";
import { checkLayers, checkOneLayer } from "./check-statistics.ts";
import type { LayerStatistics } from "./layer-statistics.ts";
import { KINDS, type Kind, presentClasses, splitOf } from "./split.ts";
import type { SpatialStatistics } from "./statistics.ts";
import { sumAt } from "./sums.ts";

/** How spatial a layer is. */
export interface SpatialLayerRow extends Omit<VarianceSplitRow, keyof ClassFacts>, ClassFacts {
  /** Resolution; null before the first picture, and if pictures differ. */
  readonly height: number | null;
  readonly width: number | null;

  /** Pictures counted. */
  readonly pictures: number;

  /** Rows of the bank in use in a picture: mean and most. */
  readonly rowsPerPicture: number;
  readonly mostRows: number;

  /**
   * Share of pixels whose 3×3 (5×5) labels are of one class. The border of the picture counts as another class, as it
   * is one for SPADE, whose padding is zero.
   */
  readonly oneClass3: number;
  readonly oneClass5: number;

  /** The same where the border of the picture counts as nothing. */
  readonly oneClass3Inside: number;
  readonly oneClass5Inside: number;
}

/** Variance of scale or shift of one channel over pixels. NaN without pixels. */
export interface ChannelSplitRow {
  readonly layer: string;
  readonly channel: number;
  readonly kind: Kind;

  /** Mean over pixels. */
  readonly mean: number;

  /** Variance of the classes' means, and mean over pixels of the variance within their class. */
  readonly between: number;
  readonly within: number;

  /** Within over both; 0 for a channel that is constant. */
  readonly share: number;
}

/** Scale or shift of one class over its pixels. */
export interface ClassSplitRow {
  readonly layer: string;

  /** Bank row. */
  readonly class: number;
  readonly className: string;
  readonly kind: Kind;

  /** Pixels of the class, and share of all. */
  readonly pixels: number;
  readonly pixelShare: number;

  /** Part of the layer's variance (mean over channels): squares of the class's pixels about the class's mean, over all pixels. */
  readonly within: number;

  /** The same of the class's mean about that of all pixels. */
  readonly between: number;

  /** Rows of the bank that this class uses in a picture that has it: mean and most. */
  readonly rowsPerPicture: number;
  readonly mostRows: number;
}

/** Scale or shift of one class and channel over the pixels of the class. */
export interface ClassChannelSplitRow {
  readonly layer: string;
  readonly class: number;
  readonly className: string;
  readonly channel: number;
  readonly kind: Kind;
  readonly pixels: number;

  /** Mean and variance over the pixels of the class. */
  readonly mean: number;
  readonly variance: number;

  /** What the class has in the interior of its regions. */
  readonly interior: number;
}

/** How far scale and shift are from the interior of their class, by distance from the border of the region. */
export interface BoundaryProfileRow {
  readonly layer: string;
  readonly class: number;
  readonly className: string;
  readonly kind: Kind;

  /** Chessboard distance in pixels of the layer to the nearest pixel of another class or beyond the edge; 1 is next to it. */
  readonly distance: number;

  /** The last distance stands for itself and all beyond. */
  readonly andBeyond: boolean;

  /** Pixels at this distance. */
  readonly pixels: number;

  /** Mean over these pixels and all channels, and largest, of |value − interior|. */
  readonly mean: number;
  readonly max: number;
}

/** The plane of CLADE-ICPE: scale and shift of a class are times 1 + weightY·dy + weightX·dx + bias. */
export interface PlaneRow {
  readonly layer: string;
  readonly kind: Kind;
  readonly weightY: number;
  readonly weightX: number;
  readonly bias: number;

  /** Its share of this kind's variance over pixels, mean over channels: all that ICPE has within a class. */
  readonly share: number;
}

/** A row for each layer. */
export function layerRows(statistics: SpatialStatistics): SpatialLayerRow[] {
  checkLayers(statistics);
  return statistics.map((layer) => {
    const { pictures, rows, mostRows, oneClassInside, size } = layer;
    const { classes, labelSet, classNames } = layer.description;
    const split = varianceSplitRow(layer.description.layer, splitOf(layer));
    const share = (count: number) => (split.pixels > 0 ? count / split.pixels : Number.NaN);
    const from = (distance: number) =>
      layer.pixels.reduce((sum, n, i) => sum + ((i % FARTHEST) + 1 >= distance ? n : 0), 0);
    return {
      ...split,
      ...classFacts(classes, labelSet, classNames),
      height: size[0] > 0 ? size[0] : null,
      width: size[1] > 0 ? size[1] : null,
      pictures,
      rowsPerPicture: rows / pictures,
      mostRows,
      oneClass3: share(from(2)),
      oneClass5: share(from(3)),
      oneClass3Inside: share(oneClassInside[0]),
      oneClass5Inside: share(oneClassInside[1]),
    };
  });
}

/** A row for each channel of scale and of shift. */
export function channelRows(statistics: LayerStatistics): ChannelSplitRow[] {
  checkOneLayer(statistics);
  const { layer, channels } = statistics.description;
  const parts = [...splitOf(statistics).classes.values()];
  const pixels = parts.reduce((sum, { count }) => sum + count, 0);
  return KINDS.flatMap((kind) =>
    Array.from({ length: channels }, (_, channel) => {
      const mean = parts.reduce((sum, k) => sum + k.count * k[kind].mean[channel], 0) / pixels;
      let [between, within] = [0, 0];
      for (const k of parts) {
        between += k.count * (k[kind].mean[channel] - mean) ** 2;
        within += k[kind].squares[channel];
      }
      const all = between + within;
      return {
        layer,
        channel,
        kind,
        mean,
        between: between / pixels,
        within: within / pixels,
        share: all > 0 ? within / all : all === 0 && pixels > 0 ? 0 : Number.NaN,
      };
    }),
  );
}

/** @param className Of a bank row. A row for each class that occurs, of scale and of shift. */
export function classRows(
  statistics: LayerStatistics,
  className: (row: number) => string = String,
): ClassSplitRow[] {
  checkOneLayer(statistics);
  const { layer, channels } = statistics.description;
  const { classes } = splitOf(statistics);
  const pixels = [...classes.values()].reduce((sum, { count }) => sum + count, 0);
  return KINDS.flatMap((kind) => {
    const mean = new Float64Array(channels);
    for (const part of classes.values())
      for (let c = 0; c < channels; c++) mean[c] += (part.count / pixels) * part[kind].mean[c];
    return [...classes].map(([k, part]) => {
      let [within, between] = [0, 0];
      for (let c = 0; c < channels; c++) {
        within += part[kind].squares[c];
        between += part.count * (part[kind].mean[c] - mean[c]) ** 2;
      }
      return {
        layer,
        class: k,
        className: className(k),
        kind,
        pixels: part.count,
        pixelShare: part.count / pixels,
        within: within / pixels / channels,
        between: between / pixels / channels,
        rowsPerPicture: statistics.classRows[k] / statistics.classPictures[k],
        mostRows: statistics.mostClassRows[k],
      };
    });
  });
}

/** A row for each class that occurs and channel, of scale and of shift: 2 · classes · channels rows. */
export function classChannelRows(
  statistics: LayerStatistics,
  className: (row: number) => string = String,
): ClassChannelSplitRow[] {
  checkOneLayer(statistics);
  const { layer, channels, interior } = statistics.description;
  const rows: ClassChannelSplitRow[] = [];
  for (const kind of KINDS) {
    for (const [k, part] of splitOf(statistics).classes) {
      for (let channel = 0; channel < channels; channel++) {
        rows.push({
          layer,
          class: k,
          className: className(k),
          channel,
          kind,
          pixels: part.count,
          mean: part[kind].mean[channel],
          variance: part[kind].squares[channel] / part.count,
          interior: interior[kind].values[k * channels + channel],
        });
      }
    }
  }
  return rows;
}

/** A row for each class, kind and distance that occurs. */
export function profileRows(
  statistics: LayerStatistics,
  className: (row: number) => string = String,
): BoundaryProfileRow[] {
  checkOneLayer(statistics);
  const { layer, channels } = statistics.description;
  return KINDS.flatMap((kind) =>
    presentClasses(statistics).flatMap((k) =>
      Array.from({ length: FARTHEST }, (_, b) => {
        const at = k * FARTHEST + b;
        const pixels = statistics.pixels[at];
        const { profile, profileMax } = statistics[kind];
        return {
          layer,
          class: k,
          className: className(k),
          kind,
          distance: b + 1,
          andBeyond: b + 1 === FARTHEST,
          pixels,
          mean: sumAt(profile, at) / (pixels * channels),
          max: profileMax[at],
        };
      }).filter(({ pixels }) => pixels > 0),
    ),
  );
}

/** Two rows for each layer of CLADE-ICPE; none for other networks. */
export function planeRows(statistics: SpatialStatistics): PlaneRow[] {
  checkLayers(statistics);
  return statistics.flatMap((layer) => {
    const { planes } = layer.description;
    if (planes === null) return [];
    const row = varianceSplitRow(layer.description.layer, splitOf(layer));
    const share = (within: number, between: number) =>
      row.pixels === 0 ? Number.NaN : within + between > 0 ? within / (within + between) : 0;
    const shares = {
      scale: share(row.withinScale, row.betweenScale),
      shift: share(row.withinShift, row.betweenShift),
    };
    return KINDS.map((kind) => {
      const [weightY, weightX, bias] = planes[kind];
      return { layer: row.layer, kind, weightY, weightX, bias, share: shares[kind] };
    });
  });
}
