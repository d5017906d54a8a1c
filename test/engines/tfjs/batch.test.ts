import { describe, expect, test } from "vitest";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { type Conditions, conditionsOf } from "../../../src/modulation/conditions.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, goldensWith, openGolden } from "../../support/goldens.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

const goldens = goldensWith("net_G.pth").filter(
  ({ name }) => name.startsWith("networks/") && !name.includes("sean"),
);

/** One picture's conditions, turned upside down, so that they differ. */
function turned({ height, width, labels, edges, positions, z }: Conditions) {
  return {
    labels: { height, width, rows: labels.slice().reverse() },
    edges: edges?.slice().reverse(),
    positions: positions && { height, width, data: positions.slice().reverse() },
    z: z && seededNumbers(5)(z.length),
  };
}

const upright = ({ height, width, labels, edges, positions, z }: Conditions) => ({
  labels: { height, width, rows: labels },
  edges,
  positions: positions && { height, width, data: positions },
  z,
});

describe("two pictures in one batch are the two pictures one by one", () => {
  test.each(goldens)("$name", async (golden) => {
    const one = (await Expected.open(golden)).conditions();
    const network = await openGolden(golden);
    const generator = await TfjsGenerator.load(network);
    const taps = (name: string) => name === "up_1.norm_0";
    const run = (conditions: Conditions) => generator.synthesize(conditions, { taps });
    const both = await run(conditionsOf(upright(one), turned(one)));
    const singles = [await run(conditionsOf(upright(one))), await run(conditionsOf(turned(one)))];
    generator.dispose();
    await network.close();

    expect(both.image.shape[0]).toBe(2);
    const images = singles.flatMap(({ image }) => [...image.data]);
    expectClose(both.image.data, images, 1e-5, "pictures");
    const tapped = singles.flatMap(({ taps: kept }) => [...(kept.get("up_1.norm_0")?.data ?? [])]);
    expectClose(both.taps.get("up_1.norm_0")?.data ?? [], tapped, 1e-4, "activations");
  });
});
