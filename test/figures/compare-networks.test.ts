import { expect, test } from "vitest";
import { compareNetworksFigure } from "../../src/figures/compare-networks.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { type PaintedPicture, paintedInput } from "../../src/figures/painted.ts";
import { pictureFigure } from "../../src/figures/picture.ts";
import { parseLabelSet } from "../../src/labels/label-set.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";
import { SMALL_SCENE, SMALL_SET } from "./scenes.ts";

const provenance = TEST_PROVENANCE;
const { height, width, rows: labels } = SMALL_SCENE;

/** The scene in its own colours, and some noise. */
function painted(name: string, seed: number, noise: number): PaintedPicture {
  const random = seededNumbers(seed)(3 * height * width);
  const data = random.map((x, i) => {
    const color = SMALL_SET.rows[labels[i % (height * width)]].color;
    const value = color[Math.floor(i / (height * width))] / 127.5 - 1 + noise * x;
    return Math.max(-1, Math.min(1, value));
  });
  return { name, image: { shape: [1, 3, height, width], data } };
}

const networks = ["SPADE", "CLADE", "CLADE-ICPE", "SPADE 1×1"].map((name, i) =>
  painted(name, i + 1, 0.1 * (i + 1)),
);

test("four networks, compared with the first", () => {
  const figure = compareNetworksFigure(networks, { provenance, labels: SMALL_SCENE });
  expectGolden(figure, "compare-networks");
});

test("two networks and their difference in one row", () => {
  const figure = compareNetworksFigure(networks.slice(0, 2), { provenance, reference: "CLADE" });
  expect(figure.title).toContain("from CLADE");
  const title = "One network, two positional maps";
  const named = compareNetworksFigure(networks.slice(0, 2), { provenance, title });
  expect(named.title).toBe(title);
  expect(figureFrom(JSON.parse(JSON.stringify(named.spec()))).title).toBe(title);
  expectGolden(figure, "compare-networks-two");
});

test("equal pictures have an infinite PSNR", () => {
  const same = { ...networks[0], name: "the same" };
  const figure = compareNetworksFigure([networks[0], same], { provenance });
  expect(figure.rows()).toMatchObject([
    { network: "the same", meanAbsolute: 0, psnr: Number.POSITIVE_INFINITY, ssim: 1 },
  ]);
  expect(figure.text).toContain("equal pictures");
});

test("a name with a number below zero has a true minus sign wherever it is read, and stays as it is in rows", () => {
  const below = { ...networks[1], name: "t = -0.5" };
  const two = compareNetworksFigure([networks[0], below], { provenance });
  const alone = pictureFigure([{ ...below, caption: ["of -1 to 1"] }], { provenance });
  for (const figure of [two, alone]) {
    expect(figure.svg()).toContain(">t = −0.5<");
    for (const words of [figure.svg(), figure.alt, figure.text]) {
      expect(words).not.toContain("-0.5");
    }
  }
  expect(alone.title).toBe("t = −0.5");
  expect(alone.text).toContain("of −1 to 1");
  expect(two.rows()).toMatchObject([{ network: "t = -0.5" }]);
  expect(alone.rows()).toMatchObject([{ name: "t = -0.5" }]);
});

test("a picture with NaN is grey there, and its numbers are not made up", () => {
  const broken = painted("broken", 9, 0.1);
  broken.image.data[5] = Number.NaN;
  const figure = compareNetworksFigure([networks[0], broken], { provenance });
  expect(figure.rows()).toMatchObject([{ meanAbsolute: Number.NaN, notFinite: 1 }]);
  expect(figure.svg()).toContain("1 value is not finite (grey)");
  const { rgb } = paintedInput(broken);
  expect([...rgb.subarray(15, 18)]).toEqual([150, 150, 150]);
});

test("bytes are those of the released code: the fraction is dropped, what is beyond is cut off", () => {
  const data = Float32Array.of(-1, 1, 0, -1.5, 1.5, 0.999);
  const { rgb } = paintedInput({ name: "p", image: { shape: [3, 1, 2], data } });
  expect([...rgb]).toEqual([0, 127, 255, 255, 0, 254]);
});

test("networks that cannot be compared: the message says which and why", () => {
  const other = { name: "small", image: { shape: [3, 1, 2], data: new Float32Array(6) } };
  expect(() => compareNetworksFigure([networks[0], other])).toThrow(
    /SPADE and small[\s\S]*different sizes[\s\S]*12 × 24, as SPADE[\s\S]*1 × 2, from small/,
  );
  const gardens = parseLabelSet({ name: "gardens", rows: [{ row: 0, name: "lawn" }] }, "gardens");
  const [a, b] = networks;
  expect(() =>
    compareNetworksFigure([
      { ...a, labelSet: SMALL_SET },
      { ...b, labelSet: gardens },
    ]),
  ).toThrow(/SPADE and CLADE[\s\S]*label sets differ[\s\S]*row 0 is sky[\s\S]*row 0 is lawn/);
});

test("one network, two of one name, or an unknown reference are refused", () => {
  expect(() => compareNetworksFigure(networks.slice(0, 1))).toThrow(/two pictures or more/);
  expect(() => compareNetworksFigure([networks[0], networks[0]])).toThrow(/name of its own/);
  expect(() => compareNetworksFigure(networks, { reference: "SEAN" })).toThrow(
    /none of the networks[\s\S]*SPADE, CLADE/,
  );
  const image = { shape: [1, 4, 4], data: new Float32Array(16) };
  expect(() => pictureFigure([{ name: "grey", image }])).toThrow(/grey: this is no picture/);
  expect(() => pictureFigure([])).toThrow(/no picture to show/);
});

test("pictures side by side with lines below", () => {
  const shown = networks.map((one, i) => ({ ...one, caption: [`noise ${(i + 1) / 10}`] }));
  expectGolden(pictureFigure(shown, { provenance, title: "Four pictures" }), "picture");
});

test("the same figures come of their JSON", () => {
  for (const figure of [
    compareNetworksFigure(networks, { provenance, labels: SMALL_SCENE }),
    pictureFigure(networks, { provenance }),
  ]) {
    const again = figureFrom(JSON.parse(JSON.stringify(figure.spec())));
    expect(again.svg()).toBe(figure.svg());
    expect(again.rows()).toEqual(figure.rows());
  }
});
