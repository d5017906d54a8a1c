/**
 * Small scenes of known labels.
 *
 * @module
 */

import type { LabelMap } from "../../src/labels/label-map.ts";
import { type LabelSet, parseLabelSet } from "../../src/labels/label-set.ts";

/** Sky, tree, road, car, person, water: seven rows with the unlabelled one. */
export const SMALL_SET: LabelSet = parseLabelSet(
  {
    name: "small",
    labelNc: 6,
    dontCareRow: 6,
    rows: [
      { row: 0, value: 0, name: "sky", color: [120, 184, 248] },
      { row: 1, value: 1, name: "tree", color: [0, 86, 76] },
      { row: 2, value: 2, name: "road", color: [104, 116, 140] },
      { row: 3, value: 3, name: "car", color: [228, 32, 124] },
      { row: 4, value: 4, name: "person", color: [120, 36, 150] },
      { row: 5, value: 5, name: "water", color: [0, 82, 196] },
      { row: 6, value: 255, name: "unlabelled" },
    ],
  },
  "small.json",
);

const PICTURE = [
  "000000000000000000000000",
  "000000000000000000000000",
  "000000011100000000000000",
  "000000111110000000000000",
  "000001111111000000000000",
  "000001111111000004400000",
  "000000111110000004400000",
  "222222222222222224422222",
  "222233333222222224422222",
  "222333333322222222222222",
  "222333333322222222222225",
  "222222222222222222222555",
];

/** 12 × 24. */
export const SMALL_SCENE: LabelMap = {
  height: PICTURE.length,
  width: PICTURE[0].length,
  rows: Int32Array.from(PICTURE.join(""), Number),
};
