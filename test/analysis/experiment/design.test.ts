import { describe, expect, test } from "vitest";
import {
  CORNERS,
  designOf,
  MAIN_METHODS,
  METHODS,
  seedsOf,
} from "../../../src/analysis/experiment/design.ts";

describe("designOf()", () => {
  test("has three seeds of the main comparison with the released trunk, and one of everything else", () => {
    const runs = designOf();
    const main = runs.filter(({ method }) => MAIN_METHODS.includes(method));
    expect(main).toHaveLength(3 * 4 * (3 + 1));
    expect(runs).toHaveLength(3 * 4 * (3 + 1) + (METHODS.length - 3) * 4 * 2);
    expect(seedsOf("spade", "pointwise")).toEqual([1]);
    expect(seedsOf("spade", "released")).toEqual([1, 2, 3]);
    expect(seedsOf("spade-1x1", "released")).toEqual([1]);
  });

  test("gives each run a name of its own that is fit for a file", () => {
    const ids = designOf().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain("clade-icpe.p1c0.released.s1");
    for (const id of ids) expect(id).toMatch(/^[a-z0-9.-]+$/);
  });

  test("begins with the main comparison at one seed, all corners and both trunks", () => {
    const first = designOf().slice(0, 3 * CORNERS.length * 2);
    expect(first.every(({ method, seed }) => MAIN_METHODS.includes(method) && seed === 1)).toBe(
      true,
    );
  });
});
