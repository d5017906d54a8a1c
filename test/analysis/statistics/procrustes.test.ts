import fc from "fast-check";
import { expect, test } from "vitest";
import { procrustes } from "../../../src/analysis/statistics/procrustes.ts";
import { expectClose } from "../../support/close.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { reference } from "../classes/reference.ts";

test("procrustes() is SciPy's", () => {
  const { target, moved, disparity, alignedTarget, alignedMoved } = reference.procrustes;
  const ours = procrustes(Float64Array.from(target.flat()), Float64Array.from(moved.flat()));
  expectClose([ours.disparity], [disparity], 1e-12);
  expectClose(ours.target, alignedTarget, 1e-12);
  expectClose(
    ours.aligned.map((x) => x * ours.scale),
    alignedMoved,
    1e-12,
  );
});

test("points that are turned, mirrored, scaled and shifted come back onto the target", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.double({ min: 0, max: 6.3, noNaN: true }),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.boolean(),
      (seed, angle, size, mirror) => {
        const target = Float64Array.from(seededNumbers(seed)(14));
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const moved = target.map((_, i) => {
          const [x, y] = [target[i - (i % 2)] * (mirror ? -1 : 1), target[i - (i % 2) + 1]];
          return size * (i % 2 === 0 ? c * x - s * y + 3 : s * x + c * y - 1);
        });
        const ours = procrustes(target, moved);
        expect(ours.disparity).toBeLessThan(1e-9);
        expectClose(ours.aligned, ours.target, 1e-6);
      },
    ),
  );
});

test("points that all coincide have no figure: NaN, and zeros", () => {
  const one = new Float64Array(6).fill(0.1);
  const ours = procrustes(Float64Array.of(0, 0, 1, 0, 0, 1), one);
  expect(ours.disparity).toBeNaN();
  expect(ours.aligned.every((x) => x === 0)).toBe(true);
  expect(procrustes(new Float64Array(0), new Float64Array(0)).disparity).toBeNaN();
});
