/** Houses to be read at a distance: wall, roof, a few large windows, a door. @module */

import type { Random } from "../../random.ts";
import type { Canvas } from "../canvas.ts";
import { polygon, rectangle } from "../shapes.ts";
import type { Front } from "./house.ts";

/** A house of random roof, windows and door; each window is an instance of its own. */
export function cottage(canvas: Canvas, random: Random, { x, y, width, height }: Front): void {
  const eaves = y - height;
  const over = 0.06 * width;
  const rise = random.between(0.5, 0.8) * height;
  const inset = random.pick([0.5 * width + over, 0.22 * width]); // gable to the front, or to the side
  canvas.thing("house", rectangle(x, eaves, width, height));
  canvas.thing(
    "roof",
    polygon(
      [x - over, eaves],
      [x - over + inset, eaves - rise],
      [x + width + over - inset, eaves - rise],
      [x + width + over, eaves],
    ),
  );
  const across = width > 60 ? 3 : 2;
  const door = random.integer(0, across);
  const pane = canvas.thin(Math.min(13, 0.6 * (width / across)));
  for (let i = 0; i < across; i++) {
    const middle = x + ((i + 0.5) * width) / across;
    if (i === door) {
      const wide = canvas.thin(0.75 * pane);
      canvas.stuff(
        "unlabelled",
        rectangle(middle - wide / 2, y - 0.5 * height, wide, 0.5 * height),
      );
    } else {
      const top = eaves + 0.24 * height;
      canvas.thing("window", rectangle(middle - pane / 2, top, pane, 1.1 * pane));
    }
  }
}
