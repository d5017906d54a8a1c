/**
 * A bundled network on scenes that it has not seen: numbers, and a sheet of pictures to look at.
 *
 * @module
 */

import { encode } from "fast-png";
import { evaluation, type Metrics } from "../../src/analysis/quality/evaluate.ts";
import { encodeStyle } from "../../src/engines/encode-style.ts";
import type { BackendName } from "../../src/engines/tfjs/backend.ts";
import { TfjsGenerator } from "../../src/engines/tfjs/generator.ts";
import { seededNormal } from "../../src/models/latent.ts";
import type { GeneratorNetwork } from "../../src/models/network.ts";
import { conditionsOf } from "../../src/modulation/conditions.ts";
import type { Exemplar } from "../../src/modulation/exemplar.ts";
import { meanCodes, type StyleCodes } from "../../src/modulation/style-codes.ts";
import type { ToyScene } from "../../src/training/toy-scenes/toy-scene.ts";
import { sceneConditions, toySceneData } from "../../src/training/toy-scenes/toy-scene-data.ts";
import { type Recipe, SETTINGS, sceneOptions } from "./recipes.ts";
import { type StyleFollowing, styleFollowing } from "./style-following.ts";

const SCENES = 64;

export async function judged(
  recipe: Recipe,
  network: GeneratorNetwork,
  backend: BackendName,
): Promise<{
  metrics: Metrics;
  following: StyleFollowing | null;

  /** SEAN: of 64 of the scenes that it was trained on. */
  meanCodes: StyleCodes | null;
  sheet: Uint8Array;
}> {
  const options = sceneOptions(recipe);
  const data = toySceneData({ ...options, split: "held-out", count: SCENES });
  const scenes = Array.from({ length: SCENES }, (_, i) => data.scene(i));
  const side = SETTINGS.size;
  const length = 3 * side * side;
  const values = new Float32Array(SCENES * length);
  const codes = network.styleEncoder === null ? [] : await stylesOf(network, scenes, backend);
  const painter = await TfjsGenerator.load(network, { backend });
  for (let from = 0; from < SCENES; from += 16) {
    const some = scenes.slice(from, from + 16).map((scene, i) => ({
      ...sceneConditions(scene, options),
      ...(recipe.vae && { z: seededNormal(from + i, SETTINGS.zDim) }),
      ...(codes.length > 0 && { styles: codes[from + i] }),
      ...(recipe.msca && { exemplar: exemplarFor(scene, scenes) }),
    }));
    const { image } = await painter.synthesize(conditionsOf(...some));
    values.set(image.data, from * length);
  }
  const following = codes.length === 0 ? null : await styleFollowing(painter, scenes, codes);
  painter.dispose();
  const pictures = { count: SCENES, height: side, width: side, values };
  const { positional, context } = SETTINGS;
  const { metrics } = evaluation(scenes, { positional, context }, { groupSize: SCENES })(pictures);
  const rows = Array.from({ length: 4 }, (_, r) => [
    ...scenes.slice(4 * r, 4 * r + 4).map(({ image }) => image),
    ...Array.from({ length: 4 }, (_, c) =>
      values.subarray((4 * r + c) * length, (4 * r + c + 1) * length),
    ),
  ]);
  const mean = codes.length === 0 ? null : await trainedMeanCodes(recipe, network, backend);
  return { metrics, following, meanCodes: mean, sheet: sheetOf(rows, side) };
}

/** What regions take that a style picture lacks: the mean over scenes of the training. */
async function trainedMeanCodes(
  recipe: Recipe,
  network: GeneratorNetwork,
  backend: BackendName,
): Promise<StyleCodes> {
  const data = toySceneData({ ...sceneOptions(recipe), count: SCENES });
  const scenes = Array.from({ length: SCENES }, (_, i) => data.scene(i));
  return meanCodes(await stylesOf(network, scenes, backend));
}

/** The style of each scene, SEAN's own encoder's. */
async function stylesOf(
  network: GeneratorNetwork,
  scenes: readonly ToyScene[],
  backend: BackendName,
): Promise<StyleCodes[]> {
  const codes: StyleCodes[] = [];
  for (const { image, labels: rows, height, width } of scenes) {
    const picture = { shape: [1, 3, height, width], data: image } as const;
    codes.push(await encodeStyle(network, picture, { height, width, rows }, { backend }));
  }
  return codes;
}

/** The next scene in the same light, after the last the first again. */
function exemplarFor(scene: ToyScene, scenes: readonly ToyScene[]): Exemplar {
  const own = scenes.indexOf(scene);
  const later = [...scenes.slice(own + 1), ...scenes.slice(0, own)];
  const { height, width, image, labels } =
    later.find(({ light }) => light === scene.light) ?? scene;
  return { height, width, image, labels };
}

/** Scenes on the left, the network's pictures of their label maps on the right; twice as large. */
function sheetOf(rows: readonly (readonly Float32Array[])[], side: number): Uint8Array {
  const zoom = 2;
  const [width, height] = [rows[0].length * side * zoom, rows.length * side * zoom];
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [row, column] = [Math.floor(y / (side * zoom)), Math.floor(x / (side * zoom))];
      const [py, px] = [Math.floor(y / zoom) % side, Math.floor(x / zoom) % side];
      for (let c = 0; c < 3; c++) {
        const value = rows[row][column][(c * side + py) * side + px];
        data[3 * (y * width + x) + c] = Math.round((value + 1) * 127.5);
      }
    }
  }
  return encode({ width, height, data, channels: 3, depth: 8 });
}
