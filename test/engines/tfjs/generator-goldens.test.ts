import { describe, expect, test } from "vitest";
import type { BackendName } from "../../../src/engines/tfjs/backend.ts";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { expectClose } from "../../support/close.ts";
import { expectActivation } from "../../support/expect-activation.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../../support/goldens.ts";

const TOLERANCE = 1e-4;

const goldens = goldensWith("net_G.pth");
async function run(golden: Golden, backend: BackendName) {
  const expected = await Expected.open(golden);
  const network = await openGolden(golden);
  const generator = await TfjsGenerator.load(network, { backend });
  const conditions = expected.conditions();
  const result = await generator.synthesize(conditions, {
    taps: (name) => expected.has(`act/${name}`) || expected.has(`act/${name}#mean`),
  });
  generator.dispose();
  await network.close();
  return { expected, ...result };
}

describe(`generators give what the released PyTorch modules give (${goldens.length} folders)`, () => {
  test.each(goldens)("$name, picture and every activation, on wasm", async (golden) => {
    const { expected, image, taps } = await run(golden, "wasm");
    expect(image.shape).toEqual(expected.shape("output"));
    expectClose(image.data, expected.values("output"), TOLERANCE, "output");
    for (const [name, activation] of taps) expectActivation(name, activation, expected, TOLERANCE);
    const named = expected.names.filter((name) => name.startsWith("act/") && !/mlp_|#/.test(name));
    expect([...taps.keys()]).toEqual(expect.arrayContaining(named.map((name) => name.slice(4))));
  });

  test.each(goldens.filter(({ name }) => /^(tiny|networks)\//.test(name)))(
    "$name, on cpu",
    async (golden) => {
      const { expected, image } = await run(golden, "cpu");
      expectClose(image.data, expected.values("output"), TOLERANCE, "output");
    },
  );
});
