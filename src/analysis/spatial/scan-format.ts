/**
 * A scan as JSON, version 2. Version 1 had no `maps.hashes`, so that parts with maps in common could not be told.
 *
 * Small things are plain numbers; what there is of each class and channel is base64 of little-endian doubles (banks:
 * floats), row by row for the classes listed in `present`; `maps.hashes` is base64 of little-endian 64-bit integers. Sums are pairs of arrays, `high` and `low` (sums.ts), so that
 * a scan that is read again goes on as if it had never been written. `summary` repeats the layers' rows for people and
 * other programs; the reader makes them anew.
 *
 * @module
 */

import { toBase64 } from "./base64.ts";
import { FARTHEST } from "./boundary-distance.ts";
import type { KindSums, LayerStatistics } from "./layer-statistics.ts";
import { layerRows } from "./rows.ts";
import type { Scan } from "./scan.ts";
import { presentClasses } from "./split.ts";
import type { Sums } from "./sums.ts";

export const SCAN_FORMAT = "cladescope-scan";
export const SCAN_VERSION = 2;

/** The text of the file in pieces: a layer's numbers are in memory as text one array at a time. */
export function* scanChunks(scan: Scan): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  const { provenance, maps, statistics, unfinished } = scan;
  const head = {
    format: SCAN_FORMAT,
    version: SCAN_VERSION,
    provenance,
    maps: { ...maps, hashes: toBase64(maps.hashes) },
    unfinished,
    summary: layerRows(statistics),
  };
  yield encoder.encode(`${JSON.stringify(head).slice(0, -1)},\n"layers": [`);
  for (const [i, layer] of statistics.entries()) {
    if (i > 0) yield encoder.encode(",");
    for (const piece of layerPieces(layer)) yield encoder.encode(piece);
  }
  yield encoder.encode("\n]}\n");
}

function* layerPieces(layer: LayerStatistics): Generator<string> {
  const { description, size, pictures, oneClassInside, mixedPixels, rows, mostRows } = layer;
  const present = presentClasses(layer);
  const { interior, kind, classes, channels, symbolsPerClass, planes } = description;
  const classwise = (values: Float64Array, each = 1) =>
    present.flatMap((k) => [...values.subarray(k * each, (k + 1) * each)]);
  const head = {
    layer: description.layer,
    kind,
    classes,
    channels,
    symbolsPerClass,
    planes,
    size,
    pictures,
    present,
    pixels: classwise(layer.pixels, FARTHEST),
    oneClassInside,
    mixedPixels,
    rows,
    mostRows,
    classRows: classwise(layer.classRows),
    mostClassRows: classwise(layer.mostClassRows),
    classPictures: classwise(layer.classPictures),
    interior: {
      scale: toBase64(interior.scale.values),
      shift: toBase64(interior.shift.values),
    },
  };
  yield `\n${JSON.stringify(head).slice(0, -1)}`;
  for (const which of ["scale", "shift"] as const) {
    const sums: KindSums = layer[which];
    const pair = ({ high, low }: Sums, each = 1) => ({
      high: classwise(high, each),
      low: classwise(low, each),
    });
    const small = {
      factor: pair(sums.factor),
      factorSquares: pair(sums.factorSquares),
      profile: pair(sums.profile, FARTHEST),
      profileMax: classwise(sums.profileMax, FARTHEST),
    };
    yield `,"${which}":${JSON.stringify(small).slice(0, -1)},"deviations":[`;
    for (const [i, k] of [...sums.deviations.keys()].sort((a, b) => a - b).entries()) {
      const { sum, squares } = sums.deviations.get(k) as { sum: Sums; squares: Sums };
      const text = (one: Sums) => `{"high":"${toBase64(one.high)}","low":"${toBase64(one.low)}"}`;
      yield `${i > 0 ? "," : ""}{"class":${k},"sum":${text(sum)},"squares":${text(squares)}}`;
    }
    yield "]}";
  }
  yield "}";
}
