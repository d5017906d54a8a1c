import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pictureFromPng } from "../../src/engines/picture.ts";
import { decodeLabelPng } from "../../src/labels/label-png.ts";
import { toySceneData } from "../../src/training/toy-scenes/toy-scene-data.ts";
import { run } from "./run.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "toy-scenes-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("writes picture, label map and instance map of each scene under one name, and how they were made", async () => {
  const args = ["--count", "3", "--seed", "5", "--size", "32x64", "--context", "0.5"];
  const { code, stderr } = await run(["toy-scenes", "-o", folder, ...args]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const names = ["000000.png", "000001.png", "000002.png"];
  for (const of of ["images", "labels", "instances"]) {
    expect(readdirSync(join(folder, of)).sort()).toEqual(names);
  }
  const scene = toySceneData({
    seed: 5,
    count: 3,
    size: { height: 32, width: 64 },
    context: 0.5,
  }).scene(1);
  const read = (of: string) => readFileSync(join(folder, of, "000001.png"));
  expect(decodeLabelPng(read("labels"), "labels").values).toEqual(scene.labels);
  expect(decodeLabelPng(read("instances"), "instances").values).toEqual(scene.instances);
  const { data } = pictureFromPng(read("images"), "image");
  for (const [i, value] of scene.image.entries()) {
    expect(Math.abs(data[i] - value)).toBeLessThan(1 / 255 + 1e-6);
  }
  expect(JSON.parse(readFileSync(join(folder, "toy-scenes.json"), "utf8"))).toMatchObject({
    seed: 5,
    count: 3,
    context: 0.5,
  });
});

test("draws a sheet", async () => {
  const sheet = join(folder, "sheet.png");
  await run(["toy-scenes", "-o", folder, "--count", "7", "--size", "32x32", "--sheet", sheet]);
  expect(pictureFromPng(readFileSync(sheet), sheet).shape).toEqual([1, 3, 64, 192]);
});

test("a folder that is not there is not made, and a size out of range is told before anything is written", async () => {
  const missing = await run(["toy-scenes", "-o", join(folder, "no", "such")]);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toMatch(/folder/);
  const small = await run(["toy-scenes", "-o", folder, "--size", "16x16"]);
  expect(small.code).toBe(1);
  expect(small.stderr).toMatch(/from 32 to 512 pixels/);
  expect(existsSync(join(folder, "images"))).toBe(false);
  expect((await run(["toy-scenes", "-o", folder, "--context", "2"])).code).toBe(2);
});
