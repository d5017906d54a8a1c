/**
 * Whether a network with masked spatial-channel attention takes the light of its exemplar: held-out scenes painted with
 * exemplars in each of the four lights, held against the same scenes truly lit so.
 *
 * @module
 */

import type { BackendName } from "../../src/engines/tfjs/backend.ts";
import { TfjsGenerator } from "../../src/engines/tfjs/generator.ts";
import type { GeneratorNetwork } from "../../src/models/network.ts";
import { conditionsOf } from "../../src/modulation/conditions.ts";
import { derivedSeed } from "../../src/training/random.ts";
import { LIGHTS, type Light } from "../../src/training/toy-scenes/moods.ts";
import { type ToyScene, toyScene } from "../../src/training/toy-scenes/toy-scene.ts";
import { sceneConditions } from "../../src/training/toy-scenes/toy-scene-data.ts";
import { SETTINGS } from "./recipes.ts";

export interface LightRow {
  readonly light: Light;

  /** Mean colour of what was painted with exemplars in this light, and of the same scenes lit so; 0 to 255 each. */
  readonly painted: readonly [number, number, number];
  readonly truth: readonly [number, number, number];

  /** Distance of a picture's mean colour to that of its scene in the exemplar's light, and to the nearest of the others; 0 to 255. */
  readonly own: number;
  readonly other: number;

  /** Pictures whose mean colour is nearest to that of their scene in the exemplar's light. */
  readonly right: number;
  readonly pictures: number;

  /** Mean absolute difference to the scene in the exemplar's light, of pictures in [−1, 1]. */
  readonly pixelError: number;
}

/** Seeds that no training set has: those are derived from the set's. */
const FAMILY = 77;

/** A row for each light. */
export async function lightRows(
  network: GeneratorNetwork,
  backend: BackendName,
  scenes = 32,
): Promise<LightRow[]> {
  const { size, positional, context } = SETTINGS;
  const lit = (seed: number, light: Light): ToyScene =>
    toyScene({ seed: derivedSeed(FAMILY, seed), size, positional, context, variety: 1, light });
  const painter = await TfjsGenerator.load(network, { backend });
  const rows: LightRow[] = [];
  for (const light of LIGHTS) {
    const sums = { own: 0, other: 0, right: 0, pixelError: 0 };
    const [painted, truth] = [
      [0, 0, 0],
      [0, 0, 0],
    ];
    for (let i = 0; i < scenes; i++) {
      const targets = new Map(LIGHTS.map((one) => [one, lit(2 * i, one)]));
      const target = targets.get(light) as ToyScene;
      const from = lit(2 * i + 1, light); // another scene
      const exemplar = { height: size, width: size, image: from.image, labels: from.labels };
      const { image } = await painter.synthesize(
        conditionsOf({ ...sceneConditions(target), exemplar }),
      );
      const mean = meanColour(image.data);
      const distances = new Map(
        [...targets].map(([one, scene]) => [one, distance(mean, meanColour(scene.image))]),
      );
      const own = distances.get(light) as number;
      const others = [...distances].filter(([one]) => one !== light).map(([, far]) => far);
      sums.own += own;
      sums.other += Math.min(...others);
      sums.right += own < Math.min(...others) ? 1 : 0;
      const error = image.data.reduce((sum, x, j) => sum + Math.abs(x - target.image[j]), 0);
      sums.pixelError += error / image.data.length;
      for (const [c, value] of mean.entries()) painted[c] += value / scenes;
      for (const [c, value] of meanColour(target.image).entries()) truth[c] += value / scenes;
    }
    rows.push({
      light,
      painted: painted as unknown as LightRow["painted"],
      truth: truth as unknown as LightRow["truth"],
      own: sums.own / scenes,
      other: sums.other / scenes,
      right: sums.right,
      pictures: scenes,
      pixelError: sums.pixelError / scenes,
    });
  }
  painter.dispose();
  return rows;
}

/** 0 to 255. */
function meanColour(image: Float32Array): number[] {
  const plane = image.length / 3;
  return [0, 1, 2].map((c) => {
    const sum = image.subarray(c * plane, (c + 1) * plane).reduce((a, x) => a + x, 0);
    return (sum / plane + 1) * 127.5;
  });
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((x, c) => x - b[c]));
}

/** Lines of a card. */
export function lightLines(rows: readonly LightRow[]): string[] {
  const colour = (of: readonly number[]) => of.map((x) => x.toFixed(0)).join(", ");
  return [
    `Does it take the exemplar's light? ${rows[0].pictures} held-out scenes, each with an exemplar (another held-out scene) in each light. "Right": the picture's mean colour is nearer to that of the same scene truly in the exemplar's light than to any other of its three lights.`,
    "",
    "| light of the exemplar | right | mean colour, painted | mean colour, true | distance to the exemplar's light | to the nearest other | pixel error |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows.map(
      ({ light, right, pictures, painted, truth, own, other, pixelError }) =>
        `| ${light} | ${right} of ${pictures} | ${colour(painted)} | ${colour(truth)} | ${own.toFixed(1)} | ${other.toFixed(1)} | ${pixelError.toFixed(3)} |`,
    ),
    "",
  ];
}
