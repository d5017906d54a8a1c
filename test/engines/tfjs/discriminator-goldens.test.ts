import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { discriminate } from "../../../src/engines/tfjs/discriminator.ts";
import { asDiscriminator } from "../../../src/models/network.ts";
import { openNetwork } from "../../../src/models/open-network.ts";
import type { Conditions } from "../../../src/modulation/conditions.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, goldensWith } from "../../support/goldens.ts";

const goldens = goldensWith("net_D.pth");

afterAll(() => {
  console.info(`discriminators: ${goldens.length} reference folders run`);
});

describe(`discriminators give what the released PyTorch modules give (${goldens.length} folders)`, () => {
  test.runIf(goldens.length === 0)(
    "no folder with net_D.pth: set CLADESCOPE_GOLDENS to test",
    () => {
      expect(process.env.CLADESCOPE_GOLDENS).toBeUndefined();
    },
  );

  test.each(goldens)("$name, every feature of every scale", async (golden) => {
    const expected = await Expected.open(golden);
    const network = asDiscriminator(await openNetwork(join(golden.folder, "net_D.pth")));
    const [, channels, height, width] = expected.shape("fake");
    // The released code puts fake and real into one batch.
    const pictures = [...expected.values("fake"), ...expected.values("real")];
    const image = {
      shape: [2, channels, height, width] as const,
      data: Float32Array.from(pictures),
    };
    const features = await discriminate(network, twice(expected.conditions()), image);
    await network.close();

    const names = expected.names.filter((name) => name.startsWith("scale"));
    expect(features.flat()).toHaveLength(names.length);
    for (const name of names) {
      const [, scale, feature] = /scale(\d+)\/feature(\d+)/.exec(name) ?? [];
      const activation = features[Number(scale)][Number(feature)];
      expect(activation.shape).toEqual(expected.shape(name));
      expectClose(activation.data, expected.values(name), 1e-4, name);
    }
  });
});

function twice({ labels, edges, ...rest }: Conditions): Conditions {
  const both = <T extends number>(values: ArrayLike<T>) => [
    ...Array.from(values),
    ...Array.from(values),
  ];
  return {
    ...rest,
    batch: 2,
    labels: Int32Array.from(both(labels)),
    edges: edges && Uint8Array.from(both(edges)),
  };
}
