import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { encodeNpy } from "../../src/checkpoint/npy.ts";
import { openExemplar } from "../../src/engines/open-exemplar.ts";
import { encodeRgbPng } from "../../src/engines/picture.ts";
import { randomNetwork } from "../support/random-network.ts";
import { someExemplar, WITH_MSCA } from "../support/small-msca.ts";
import { messageOf, PLAIN } from "../support/state-dicts.ts";

const folder = mkdtempSync(join(tmpdir(), "exemplar-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [height, width] = [24, 40];
const { labels } = someExemplar(4, { height, width });
const rgb = Uint8Array.from({ length: 3 * height * width }, (_, i) => (i * 37) % 256);
const files = { image: join(folder, "picture.png"), labels: join(folder, "labels.npy") };
writeFileSync(files.image, encodeRgbPng(rgb, height, width));
writeFileSync(files.labels, encodeNpy({ dtype: "int32", shape: [height, width], data: labels }));
const network = randomNetwork(WITH_MSCA, 1);

test("a picture and its label map, as they are or brought to a size", async () => {
  const own = await openExemplar(network, files);
  expect(own).toMatchObject({ height, width, labels });
  expect(own.image[height * width + 7]).toBeCloseTo(rgb[3 * 7 + 1] / 127.5 - 1, 6);
  const half = await openExemplar(network, files, { size: { height: 12, width: 20 } });
  expect(half.image).toHaveLength(3 * 12 * 20);
  // Pillow's nearest rule takes the pixel whose centre is nearest: of two the second.
  expect(half.labels[20 + 3]).toBe(labels[3 * 40 + 7]);
});

test("networks that take no exemplar say what they take", async () => {
  const other = randomNetwork({ ...PLAIN, spectralNorm: false }, 1);
  expect(await messageOf(() => openExemplar(other, files))).toMatch(
    /takes no exemplar[\s\S]*keys msca[\s\S]*clade[\s\S]*openStyle/,
  );
});
