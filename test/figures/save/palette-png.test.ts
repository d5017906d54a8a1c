import fc from "fast-check";
import { convertIndexedToRgb, decode } from "fast-png";
import { expect, test } from "vitest";
import { EXACT, palettePng } from "../../../src/figures/save/palette-png.ts";

const NEAR = { change: 5, edges: 0.02, edgeChange: 40 };

test("up to 256 colours come back exactly, in as few bits as they need", () => {
  const picture = fc
    .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 12 }) })
    .chain(({ width, height }) =>
      fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        colors: fc.array(fc.tuple(byte(), byte(), byte()), { minLength: 1, maxLength: 256 }),
        places: fc.array(fc.nat(255), { minLength: width * height, maxLength: width * height }),
      }),
    );
  fc.assert(
    fc.property(picture, ({ width, height, colors, places }) => {
      const data = rgba(places.map((place) => colors[place % colors.length]));
      const png = palettePng({ width, height, data }, EXACT);
      expect(png).not.toBeNull();
      const read = decode(png as Uint8Array, { checkCrc: true });
      expect([read.width, read.height]).toEqual([width, height]);
      expect(rgbOf(read)).toEqual([...data].filter((_, i) => i % 4 < 3));
      const bits = [1, 2, 4].find((depth) => (read.palette?.length ?? 0) <= 1 << depth) ?? 8;
      expect(read.depth).toBe(bits);
    }),
  );
});

test("shades more than 256 come back within the change that is allowed", () => {
  // Blue to white to red, and grey letters: more than 1,000 colours.
  const colors = Array.from({ length: 2000 }, (_, i) => {
    const t = (i % 1000) / 999;
    return i < 1000 ? ([255 * t, 255 * t, 255] as const) : ([255, 255 * t, 120 * t] as const);
  });
  const data = rgba(colors);
  const picture = { width: 100, height: 20, data };
  expect(palettePng(picture, EXACT)).toBeNull();
  const read = rgbOf(decode(palettePng(picture, NEAR) as Uint8Array));
  const exact = [...data].filter((_, i) => i % 4 < 3);
  expect(Math.max(...read.map((x, i) => Math.abs(x - exact[i])))).toBeLessThanOrEqual(5);
});

test("a photograph gets no palette, nor does what is not opaque", () => {
  let state = 1;
  const noise = () => {
    state = (state * 48271) % 2147483647;
    return state & 255;
  };
  const data = rgba(Array.from({ length: 64 * 64 }, () => [noise(), noise(), noise()]));
  expect(palettePng({ width: 64, height: 64, data }, NEAR)).toBeNull();
  const clear = new Uint8ClampedArray(4);
  expect(palettePng({ width: 1, height: 1, data: clear }, EXACT)).toBeNull();
});

function byte() {
  return fc.nat(255);
}

function rgba(colors: readonly (readonly [number, number, number])[]): Uint8ClampedArray {
  return Uint8ClampedArray.from(colors.flatMap(([r, g, b]) => [r, g, b, 255]));
}

function rgbOf(png: ReturnType<typeof decode>): number[] {
  const { palette, width, height } = png;
  if (palette === undefined) throw new Error("no palette");
  const rgb = convertIndexedToRgb(png);
  expect(rgb).toHaveLength(3 * width * height);
  return [...rgb];
}
