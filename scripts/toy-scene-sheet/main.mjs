// Draws docs/toy-scenes.png: `npm run build && node scripts/toy-scene-sheet/main.mjs`. Six scenes at the four corners of the knobs.

import { writeFileSync } from "node:fs";
import { encode } from "fast-png";
import { toyScene } from "../../dist/src/training/toy-scenes/toy-scene.js";

const [SIDE, GAP] = [128, 4];
const SEEDS = [112, 101, 103, 110, 106, 115];
const CORNERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
];

const width = SEEDS.length * (SIDE + GAP) + GAP;
const height = CORNERS.length * (SIDE + GAP) + GAP;
const data = new Uint8Array(3 * width * height).fill(255);
for (const [row, [positional, context]] of CORNERS.entries()) {
  for (const [column, seed] of SEEDS.entries()) {
    const { image } = toyScene({ seed, size: SIDE, positional, context });
    for (let p = 0; p < SIDE * SIDE; p++) {
      const y = GAP + row * (SIDE + GAP) + Math.floor(p / SIDE);
      const x = GAP + column * (SIDE + GAP) + (p % SIDE);
      for (let c = 0; c < 3; c++) {
        data[3 * (y * width + x) + c] = Math.round((image[c * SIDE * SIDE + p] + 1) * 127.5);
      }
    }
  }
}
const png = encode({ width, height, data, channels: 3, depth: 8 }, { zlib: { level: 9 } });
writeFileSync(new URL("../../docs/toy-scenes.png", import.meta.url), png);
