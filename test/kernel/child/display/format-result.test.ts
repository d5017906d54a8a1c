import { createCanvas, ImageData, loadImage } from "@napi-rs/canvas";
import { expect, test } from "vitest";
import { formatResult } from "../../../../kernel/child/display/format-result.ts";

const DISPLAY = Symbol.for("Jupyter.display");

/** The width and height of a PNG, from base64. */
async function sizeOf(base64: unknown): Promise<[number, number]> {
  const image = await loadImage(Buffer.from(String(base64), "base64"));
  return [image.width, image.height];
}

test("a plain value is text alone", () => {
  expect(formatResult(42)).toEqual({ "text/plain": "42" });
  expect(formatResult({ a: 1 })).toEqual({ "text/plain": "{ a: 1 }" });
});

test("a value with the display symbol is shown by the bundle that it returns", () => {
  const figure = { [DISPLAY]: () => ({ "text/html": "<b>42</b>", "text/plain": "forty-two" }) };
  expect(formatResult(figure)).toEqual({ "text/html": "<b>42</b>", "text/plain": "forty-two" });
});

test("text is added to a bundle that has none", () => {
  class Figure {
    [DISPLAY]() {
      return { "text/html": "<b>42</b>" };
    }
  }
  expect(formatResult(new Figure())).toEqual({
    "text/html": "<b>42</b>",
    "text/plain": "Figure {}",
  });
});

test("a promise of a bundle is awaited", async () => {
  const figure = { [DISPLAY]: async () => ({ "text/markdown": "*42*" }) };
  expect(await formatResult(figure)).toMatchObject({ "text/markdown": "*42*" });
});

test("bytes in a bundle become base64, and data of JSON types may hold typed arrays", () => {
  const figure = {
    [DISPLAY]: () => ({
      "image/png": new Uint8Array([1, 2, 3]),
      "application/vnd.plotly.v1+json": { data: [{ y: new Float32Array([1, Number.NaN]) }] },
    }),
  };
  expect(formatResult(figure)).toMatchObject({
    "image/png": "AQID",
    "application/vnd.plotly.v1+json": { data: [{ y: [1, null] }] },
  });
});

test("an error in the display method is reported, and the value shown as text", async () => {
  const errors: unknown[] = [];
  const report = (error: unknown) => errors.push(error);
  const fails = {
    [DISPLAY]: () => {
      throw new Error("sync");
    },
  };
  const rejects = { [DISPLAY]: () => Promise.reject(new Error("async")) };
  const nonsense = { [DISPLAY]: () => "<b>" };
  for (const value of [fails, rejects, nonsense]) {
    expect(Object.keys(await formatResult(value, report))).toEqual(["text/plain"]);
  }
  expect(errors.map(String)).toEqual([
    "Error: sync",
    "Error: async",
    expect.stringMatching(/^DisplayError: .*gave no MIME bundle\n.*\n {2}got {7}'<b>'/s),
  ]);
});

test("bytes of image files are pictures, known by how they begin", () => {
  const png = createCanvas(3, 2).toBuffer("image/png");
  expect(formatResult(png)).toEqual({
    "image/png": png.toString("base64"),
    "text/plain": `PNG image, 3×2, ${png.length} bytes`,
  });
  const jpeg = createCanvas(5, 4).toBuffer("image/jpeg");
  expect(formatResult(jpeg)).toEqual({
    "image/jpeg": jpeg.toString("base64"),
    "text/plain": `JPEG image, 5×4, ${jpeg.length} bytes`,
  });
  const types = {
    "image/gif": Buffer.from("GIF89a\x05\0\x04\0\0\0\0", "latin1"),
    "image/webp": Buffer.from("RIFF\x1a\0\0\0WEBPVP8L", "latin1"),
  };
  for (const [type, bytes] of Object.entries(types)) {
    expect(formatResult(Uint8Array.from(bytes))).toHaveProperty([type]);
  }
  expect(Object.keys(formatResult(new Uint8Array([0x89, 0x50])))).toEqual(["text/plain"]);
});

test("a few bytes stay bytes, though pictures begin with them", () => {
  const png = createCanvas(3, 2).toBuffer("image/png");
  const jpeg = createCanvas(5, 4).toBuffer("image/jpeg");
  for (const bytes of [
    new Uint8Array([0xff, 0xd8, 0xff]),
    new Uint8Array([0xff, 0xd8, 0xff, 0xe0]),
    Uint8Array.from(jpeg.subarray(0, 40)),
    Uint8Array.from(png.subarray(0, 8)),
    Uint8Array.from(png.subarray(0, 20)),
    Uint8Array.from(Buffer.from("GIF89a")),
    Uint8Array.from(Buffer.from("RIFF____WEBP")),
    Uint8Array.of(0xff, 0xd8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
  ]) {
    const { "text/plain": text, ...others } = formatResult(bytes) as Record<string, unknown>;
    expect(others).toEqual({});
    expect(text).toMatch(/^Uint8Array\(\d+\) \[/);
  }
});

test("SVG comes with a PNG, for notebooks that are not trusted", async () => {
  const svg =
    '<?xml version="1.0"?>\n<!-- drawn --><svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>';
  const bundle = formatResult(Buffer.from(svg)) as Record<string, unknown>;
  expect(bundle["image/svg+xml"]).toBe(svg);
  expect(await sizeOf(bundle["image/png"])).toEqual([30, 20]);
});

test("an SVG that cannot be drawn is still shown as SVG", () => {
  const figure = { [DISPLAY]: () => ({ "image/svg+xml": "<svg>unclosed" }) };
  expect(Object.keys(formatResult(figure)).sort()).toEqual(["image/svg+xml", "text/plain"]);
});

test("a blob of an image is a picture", async () => {
  const png = createCanvas(3, 2).toBuffer("image/png");
  const bundle = await formatResult(new Blob([new Uint8Array(png)], { type: "image/png" }));
  expect(await sizeOf(bundle["image/png"])).toEqual([3, 2]);
  expect(formatResult(new Blob(["text"]))).toHaveProperty(["text/plain"]);
});

test("a canvas is its picture", async () => {
  const bundle = formatResult(createCanvas(5, 4)) as Record<string, unknown>;
  expect(await sizeOf(bundle["image/png"])).toEqual([5, 4]);

  const canvas = createCanvas(2, 2);
  const url = { width: 2, height: 2, toDataURL: () => canvas.toDataURL("image/png") };
  expect(await sizeOf((formatResult(url) as Record<string, unknown>)["image/png"])).toEqual([2, 2]);
  const encodes = { width: 2, height: 2, encode: () => canvas.encode("png") };
  expect(await sizeOf((await formatResult(encodes))["image/png"])).toEqual([2, 2]);
});

test("pixels with a width and a height are a picture, exact to the value", async () => {
  const pixels = new Uint8ClampedArray([255, 0, 0, 255, 0, 128, 255, 255]);
  const bundle = formatResult(new ImageData(pixels, 2, 1)) as Record<string, unknown>;
  const image = await loadImage(Buffer.from(bundle["image/png"] as string, "base64"));
  const context = createCanvas(2, 1).getContext("2d");
  context.drawImage(image, 0, 0);
  expect([...context.getImageData(0, 0, 2, 1).data]).toEqual([...pixels]);

  const grey = { width: 2, height: 2, channels: 1, data: new Uint8Array(4) };
  expect(await sizeOf((formatResult(grey) as Record<string, unknown>)["image/png"])).toEqual([
    2, 2,
  ]);
});

test("an object that merely has a width, a height and data is text", () => {
  for (const value of [
    { width: 2, height: 2, data: new Uint8Array(5) },
    { width: 2, height: 2, data: [0, 0, 0, 0] },
    { width: 2, height: 1, depth: 16, channels: 4, data: new Uint8Array(8) },
    { toBuffer: () => Buffer.from("x") },
  ]) {
    expect(Object.keys(formatResult(value))).toEqual(["text/plain"]);
  }
});

test("elements of a document are HTML, drawings SVG with the namespace they need", () => {
  const element = { nodeType: 1, outerHTML: "<p>hi</p>" };
  expect(formatResult(element)).toMatchObject({ "text/html": "<p>hi</p>" });
  const drawing = { nodeType: 1, outerHTML: '<svg width="4" height="3"></svg>' };
  expect(formatResult(drawing)).toMatchObject({
    "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"></svg>',
    "image/png": expect.any(String),
  });
});

test("a plain object whose keys are MIME types is no bundle by itself", () => {
  expect(Object.keys(formatResult({ "text/html": "<b>" }))).toEqual(["text/plain"]);
});
