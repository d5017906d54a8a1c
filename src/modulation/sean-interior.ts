/**
 * SEAN's scale and shift inside of regions, where no border is near: a look-up by class, for given style codes.
 *
 * @module
 */

import type { Bank } from "./modulation.ts";
import type { SeanMethod } from "./norm-layer.ts";
import type { SeanParameters } from "./sean.ts";
import { spadePart, transposed } from "./sean-label-part.ts";
import { blended, regionTaps } from "./sean-taps.ts";
import type { SpadeParameters } from "./spade.ts";
import { type SpadeInterior, spadeInterior } from "./spade-interior.ts";

/** Scale and shift inside a region of each class, away from all others, for given codes; see `spadeInterior`. */
export function seanInterior(
  parameters: SeanParameters,
  method: SeanMethod,
  codes: Float32Array,
  channels: number,
): SpadeInterior {
  const spade = labelInterior(parameters.spade, method, channels);
  const { style } = parameters;
  if (style === null) return spade;
  const taps = regionTaps(style, method, codes, channels);
  const sum = (k: number, column: number) => {
    let total = 0;
    for (let tap = 0; tap < 9; tap++) {
      total += taps[(tap * method.classes + k) * 2 * channels + column];
    }
    return total;
  };
  const make = (each: (k: number, c: number, at: number) => number): Bank => {
    const values = new Float32Array(method.classes * channels);
    for (let at = 0; at < values.length; at++) {
      values[at] = each(Math.floor(at / channels), at % channels, at);
    }
    return { rows: method.classes, channels, values };
  };
  const { blend, gamma, beta } = style;
  const raw = (k: number, c: number, at: number) =>
    blended(blend.gamma, gamma.bias[c] + sum(k, c), spade.gamma.values[at], 0);
  return {
    gamma: make(raw),
    scale: make((k, c, at) => 1 + raw(k, c, at)),
    shift: make((k, c, at) =>
      blended(blend.beta, beta.bias[c] + sum(k, channels + c), spade.shift.values[at], 0),
    ),
  };
}

/** The label part's. A bank's rows are read as they are: a sum over classes would carry one's NaN to all. */
function labelInterior(
  parameters: SpadeParameters,
  method: SeanMethod,
  channels: number,
): SpadeInterior {
  if (method.labels === "spade") return spadeInterior(parameters, spadePart(method), channels);
  const { classes } = method;
  const rows = ({ weight }: SpadeParameters["gamma"], neutral = 0): Bank => {
    const values = transposed(weight, channels, classes).map((value) => neutral + value);
    return { rows: classes, channels, values };
  };
  const { gamma, beta } = parameters;
  return { scale: rows(gamma, 1), shift: rows(beta), gamma: rows(gamma) };
}
