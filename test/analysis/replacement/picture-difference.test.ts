import { describe, expect, test } from "vitest";
import { pictureDifferences } from "../../../src/analysis/replacement/picture-difference.ts";

/** A picture that any program can make again: sines of the place, in [−1, 1], rounded to float32. */
function picture(height: number, width: number, phase: number, noise: number) {
  const data = new Float32Array(3 * height * width);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const wave = 0.6 * Math.sin(0.31 * y + 0.17 * x * (c + 1) + phase);
        const grain = noise * Math.sin(12.9898 * y + 78.233 * x + 37.719 * c);
        data[(c * height + y) * width + x] = wave + grain;
      }
    }
  }
  return { shape: [1, 3, height, width] as const, data };
}

describe("pictureDifferences()", () => {
  // scikit-image 0.26.0, structural_similarity(a, b, data_range=2, channel_axis=0, gaussian_weights=True, sigma=1.5,
  // use_sample_covariance=False) and peak_signal_noise_ratio(a, b, data_range=2), float64.
  test.each([
    { height: 24, width: 31, phase: 0.4, noise: 0.1, ssim: 0.537334834887, psnr: 20.7652758292 },
    { height: 40, width: 17, phase: 0.0, noise: 0.3, ssim: 0.719907750385, psnr: 19.5142040637 },
    { height: 11, width: 11, phase: 1.0, noise: 0.0, ssim: -0.090020478597, psnr: 13.8921332852 },
    { height: 64, width: 64, phase: 2.0, noise: 0.05, ssim: -0.175121613706, psnr: 8.9411858865 },
  ])("agrees with scikit-image: %j", ({ height, width, phase, noise, ssim, psnr }) => {
    const [one] = pictureDifferences(
      picture(height, width, 0, 0),
      picture(height, width, phase, noise),
    );
    expect(one.ssim).toBeCloseTo(ssim, 7);
    expect(one.psnr).toBeCloseTo(psnr, 6);
  });

  test("of equal pictures are none", () => {
    const same = picture(16, 12, 1, 0.2);
    expect(pictureDifferences(same, same)).toEqual([
      { meanAbsolute: 0, meanSquare: 0, psnr: Number.POSITIVE_INFINITY, ssim: 1 },
    ]);
  });

  test("are told picture by picture of a batch, in the units of the pictures", () => {
    const zero = { shape: [2, 1, 11, 11] as const, data: new Float32Array(242) };
    const other = { ...zero, data: new Float32Array(242).fill(0.5, 121) };
    const [first, second] = pictureDifferences(zero, other);
    expect(first.meanAbsolute).toBe(0);
    expect(second).toMatchObject({ meanAbsolute: 0.5, meanSquare: 0.25 });
    expect(second.psnr).toBeCloseTo(10 * Math.log10(16), 10);
    expect(second.ssim).toBeCloseTo(0.0004 / 0.2504, 8); // constant pictures: luminance alone
  });

  test("of pictures smaller than the window have no SSIM", () => {
    const [one] = pictureDifferences(picture(8, 40, 0, 0), picture(8, 40, 0.3, 0));
    expect(one.ssim).toBeNaN();
    expect(one.meanAbsolute).toBeGreaterThan(0);
  });

  test("need pictures of one size", () => {
    expect(() => pictureDifferences(picture(16, 12, 0, 0), picture(12, 16, 0, 0))).toThrow(
      /different sizes/,
    );
  });
});
