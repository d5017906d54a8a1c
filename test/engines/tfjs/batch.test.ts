import { describe, expect, test } from "vitest";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { type Conditions, conditionsOf } from "../../../src/modulation/conditions.ts";
import { styleCodesOf } from "../../../src/modulation/style-codes.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, goldensWith, openGolden } from "../../support/goldens.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

const goldens = goldensWith("net_G.pth").filter(
  ({ name }) => name.startsWith("networks/") || name === "tiny/sean",
);

/** One picture's conditions, turned upside down, so that they differ. */
function turned({ height, width, labels, edges, positions, z, styles }: Conditions) {
  return {
    labels: { height, width, rows: labels.slice().reverse() },
    edges: edges?.slice().reverse(),
    positions: positions && { height, width, data: positions.slice().reverse() },
    z: z && seededNumbers(5)(z.length),
    styles: styles && codesOf(styles.map((x) => 1 - x)),
  };
}

const upright = ({ height, width, labels, edges, positions, z, styles }: Conditions) => ({
  labels: { height, width, rows: labels },
  edges,
  positions: positions && { height, width, data: positions },
  z,
  styles: styles && codesOf(styles),
});

/** Of tiny/sean: six regions. */
const codesOf = (values: Float32Array) => styleCodesOf(values, 6, values.length / 6, "styles");

describe("two pictures in one batch are the two pictures one by one", () => {
  test.each(goldens)("$name", async (golden) => {
    const one = (await Expected.open(golden)).conditions();
    const network = await openGolden(golden);
    const generator = await TfjsGenerator.load(network);
    const layer = network.kind === "sean" ? "up_1.ace_0" : "up_1.norm_0";
    const taps = (name: string) => name === layer;
    const run = (conditions: Conditions) => generator.synthesize(conditions, { taps });
    const both = await run(conditionsOf(upright(one), turned(one)));
    const singles = [await run(conditionsOf(upright(one))), await run(conditionsOf(turned(one)))];
    generator.dispose();
    await network.close();

    expect(both.image.shape[0]).toBe(2);
    const images = singles.flatMap(({ image }) => [...image.data]);
    expectClose(both.image.data, images, 1e-5, "pictures");
    const tapped = singles.flatMap(({ taps: kept }) => [...(kept.get(layer)?.data ?? [])]);
    expectClose(both.taps.get(layer)?.data ?? [], tapped, 1e-4, "activations");
  });
});
