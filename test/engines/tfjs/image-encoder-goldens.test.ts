import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { encodeImage } from "../../../src/engines/tfjs/image-encoder.ts";
import { asEncoder } from "../../../src/models/network.ts";
import { openNetwork } from "../../../src/models/open-network.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, goldensWith } from "../../support/goldens.ts";

const goldens = goldensWith("net_E.pth");

afterAll(() => {
  console.info(`image encoders: ${goldens.length} reference folders run`);
});

describe(`image encoders give what the released PyTorch modules give (${goldens.length} folders)`, () => {
  test.runIf(goldens.length === 0)(
    "no folder with net_E.pth: set CLADESCOPE_GOLDENS to test",
    () => {
      expect(process.env.CLADESCOPE_GOLDENS).toBeUndefined();
    },
  );

  test.each(goldens)("$name, mean and log variance of z", async (golden) => {
    const expected = await Expected.open(golden);
    const network = asEncoder(await openNetwork(join(golden.folder, "net_E.pth")));
    const [batch, channels, height, width] = expected.shape("image");
    const image = {
      shape: [batch, channels, height, width] as const,
      data: expected.values("image"),
    };
    const { mu, logvar } = await encodeImage(network, image);
    await network.close();
    expectClose(mu, expected.values("mu"), 1e-4, "mu");
    expectClose(logvar, expected.values("logvar"), 1e-4, "logvar");
  });
});
