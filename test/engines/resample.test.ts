import { expect, test } from "vitest";
import { resample } from "../../src/engines/resample.ts";
import { expectClose } from "../support/close.ts";

/** 5 × 7, as in the lines below: `np.arange(35) * 7919 % 251`. */
const picture = Float32Array.from({ length: 35 }, (_, i) => (i * 7919) % 251);
const size = { height: 5, width: 7 };

// Pillow 13.0.0: Image.fromarray(a, mode="F").resize((width, height), Image.BILINEAR)
const PILLOW: [number, number, number[]][] = [
  [2, 3, [124.2922, 122.3155, 119.1883, 128.1558, 110.0722, 140.9805]],
  [
    5,
    4,
    [
      [60.3333, 86.24, 109.24, 122.2381],
      [165.7619, 178.76, 71.24, 84.2381],
      [127.7619, 140.76, 163.76, 189.6667],
      [89.7619, 102.76, 125.76, 151.6667],
      [159.3333, 114.96, 87.76, 113.6667],
    ].flat(),
  ],
  [
    2,
    7,
    [
      [133.1364, 100, 158.1364, 125, 80.4545, 150, 105.4546],
      [137, 103.8636, 162, 49, 175.5909, 74, 200.5909],
    ].flat(),
  ],
];

test.each(PILLOW)(
  "pictures shrink to %i × %i as Pillow's BILINEAR does it",
  (height, width, expected) => {
    expectClose(resample(picture, size, { height, width }), expected, 1e-3);
  },
);

test("pictures grow as Pillow's BILINEAR does it", () => {
  const grown = resample(picture, size, { height: 8, width: 9 });
  const lines = [
    [0, 92, 87.7778, 55.6667, 163, 75.1111, 126.6667, 150.3333, 75],
    [93.1875, 111.9792, 119.9583, 124.4514, 146.375, 58.4861, 110.0417, 133.7083, 58.375],
  ];
  expectClose(grown.subarray(0, 18), lines.flat(), 1e-3);
});

test("planes are resampled one by one, and the same size changes nothing", () => {
  const two = Float32Array.from([...picture, ...picture.map((x) => -x)]);
  const to = { height: 3, width: 4 };
  const [one, both] = [resample(picture, size, to), resample(two, size, to)];
  expect(both).toEqual(Float32Array.from([...one, ...one.map((x) => -x)]));
  expect(resample(picture, size, size)).toEqual(picture);
});
