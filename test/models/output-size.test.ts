import { describe, expect, test } from "vitest";
import type { Latent, Upsampling } from "../../src/models/generator-config.ts";
import { checkSize, outputSize, type SizeWishes } from "../../src/models/output-size.ts";
import type { ResolvedConfig } from "../../src/models/resolve-config.ts";
import { messageOf, PLAIN } from "../support/state-dicts.ts";

interface Given {
  readonly upsampling?: Upsampling;
  readonly latent?: Latent;
  readonly aspectRatio?: number;
  readonly cropSize?: number;
}

function resolved({ upsampling = "normal", latent, aspectRatio = 1, cropSize }: Given) {
  const config = { ...PLAIN, upsampling, latent: latent ?? null };
  const rest = { labelSet: null, dontCareRow: null, assumptions: [] };
  return { config, aspectRatio, cropSize: cropSize ?? null, ...rest } satisfies ResolvedConfig;
}

function size(given: Given, wishes: SizeWishes): string {
  const { height, width } = outputSize(resolved(given), wishes, "net_G.pth");
  return `${height}x${width}`;
}

const labelMap = { height: 96, width: 160 };

describe("outputSize() takes", () => {
  test("the size asked for, before all else", () => {
    const wishes = { size: { height: 64, width: 32 }, cropSize: 256, labelMap };
    expect(size({ cropSize: 512 }, wishes)).toBe("64x32");
  });

  test("then crop_size over aspect_ratio of the options", () => {
    expect(size({ aspectRatio: 2 }, { cropSize: 512, labelMap })).toBe("256x512");
  });

  test("then the label map's own size, if the network can make it", () => {
    expect(size({ cropSize: 256 }, { labelMap })).toBe("96x160");
  });

  test("then the label set's default", () => {
    const odd = { height: 97, width: 160 };
    expect(size({ cropSize: 512, aspectRatio: 2, upsampling: "more" }, { labelMap: odd })).toBe(
      "256x512",
    );
  });

  test("else the smallest size that holds the label map", () => {
    expect(size({ upsampling: "more" }, { labelMap: { height: 97, width: 1 } })).toBe("128x64");
    expect(size({}, {})).toBe("256x256");
  });

  test("whole start pixels only: crop_size is cut off, as released", () => {
    expect(size({ upsampling: "most" }, { cropSize: 300 })).toBe("256x256");
  });

  test("a height rounded as Python rounds: half to even", () => {
    expect(size({ aspectRatio: 2 }, { cropSize: 160 }), "2.5 start pixels").toBe("64x160");
    expect(size({ aspectRatio: 2 }, { cropSize: 224 }), "3.5 start pixels").toBe("128x224");
    expect(size({ aspectRatio: 1.5 }, { cropSize: 256 }), "5.33 start pixels").toBe("160x256");
  });
});

describe("outputSize() of a VAE network, which has one number of start pixels,", () => {
  const latent = { zDim: 8, cells: 8 };

  test("takes the shape that the aspect ratio gives", () => {
    expect(size({ latent, aspectRatio: 2 }, {})).toBe("64x128");
    expect(size({ latent, aspectRatio: 0.5 }, {})).toBe("128x64");
    expect(size({ latent: { zDim: 8, cells: 64 } }, {})).toBe("256x256");
  });

  test("takes the label map's or the label set's size only where it fits", () => {
    expect(size({ latent, aspectRatio: 2 }, { labelMap })).toBe("64x128");
    expect(size({ latent }, { labelMap: { height: 128, width: 64 } })).toBe("128x64");
    expect(size({ latent, aspectRatio: 2, cropSize: 128 }, { labelMap })).toBe("64x128");
  });

  test("says what it lacks where the aspect ratio leaves no whole rectangle", async () => {
    expect(await messageOf(() => size({ latent }, {}))).toMatchInlineSnapshot(`
      "net_G.pth: the shape of this VAE network's pictures is not known
        expected  an aspect ratio that parts 8 start pixels of 32 × 32 into rows and columns
        got       width over height 1
        try       --size HEIGHTxWIDTH"
    `);
  });
});

describe("sizes that a network cannot make", () => {
  test.each([
    ["no multiple of 32", {}, { size: { height: 100, width: 64 } }, "got       100 × 64"],
    ["zero", {}, { size: { height: 0, width: 64 } }, "got       0 × 64"],
    ["negative", {}, { size: { height: -32, width: 64 } }, "got       -32 × 64"],
    ["fractional", {}, { size: { height: 32.5, width: 64 } }, "got       32.5 × 64"],
    ["not a number", {}, { size: { height: Number.NaN, width: 64 } }, "got       NaN × 64"],
    ["absurd", {}, { size: { height: 32, width: 32768 } }, "got       32 × 32768"],
    ["a crop of less than a start pixel", {}, { cropSize: 31 }, "got       0 × 0"],
    [
      "another number of start pixels (VAE)",
      { latent: { zDim: 8, cells: 4 } },
      { size: { height: 64, width: 96 } },
      "4 start pixels of 32 × 32 in all (VAE)",
    ],
  ])("%s", async (_what, given, wishes, part) => {
    const message = await messageOf(() => size(given, wishes));
    expect(message).toContain("net_G.pth: the network cannot make a picture of this size");
    expect(message).toContain(part);
  });

  test("are refused in words", async () => {
    const { config } = resolved({ upsampling: "more" });
    const wrong = () => checkSize(config, { height: 96, width: 64 }, "net_G.pth");
    expect(await messageOf(wrong)).toMatchInlineSnapshot(`
      "net_G.pth: the network cannot make a picture of this size
        expected  height and width in multiples of 64 (upsampling more), at most 16384
        got       96 × 64
        try       --size HEIGHTxWIDTH"
    `);
  });
});
