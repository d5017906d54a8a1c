import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { costOf } from "../../src/engines/cost/cost.ts";
import type { Network } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import { networkSteps } from "../../src/models/steps.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../support/goldens.ts";

interface Counted {
  readonly parameters: number;

  /** In convolutions and linear maps, at the size of the reference output. */
  readonly multiplyAccumulates?: number;
}

const FILE = join(import.meta.dirname, "../goldens/networks/costs.json");
const costs: Record<string, Counted> = JSON.parse(readFileSync(FILE, "utf8"));

const counted = (file: string) => goldensWith(file).filter(({ name }) => name in costs);

describe("costOf() counts what PyTorch counts, for the generator of", () => {
  test.each(counted("net_G.pth"))("$name", async (golden) => {
    const expected = await Expected.open(golden);
    const network = await openGolden(golden);
    const [, , height, width] = expected.shape("output");
    const steps = networkSteps(network, { height, width });
    await network.close();
    const cost = costOf(steps);
    // CLADE's product with γ is no convolution, and PyTorch does not count it.
    const products = steps
      .filter((step) => step.kind === "modulate" && step.layer.method.kind === "clade")
      .map((step) => (step.kind === "modulate" ? step.layer.channels : 0) * area(step.output));
    const { parameters, multiplyAccumulates } = costs[golden.name];
    expect(cost.parameters).toBe(parameters);
    expect(network.parameterCount).toBe(parameters);
    expect(cost.macs - products.reduce((a, b) => a + b, 0)).toBe(multiplyAccumulates);
  });
});

describe("costOf() counts the parameters of", () => {
  const open = async ({ folder }: Golden, file: string): Promise<Network> => {
    const network = await openNetwork(join(folder, file));
    await network.close();
    return network;
  };

  test.each([
    ["discriminators", "net_D.pth"],
    ["image encoders", "net_E.pth"],
  ])("%s as PyTorch does", async (_kind, file) => {
    for (const golden of counted(file)) {
      const network = await open(golden, file);
      const { parameters } = costs[golden.name];
      expect(costOf(networkSteps(network)).parameters).toBe(parameters);
      expect(network.parameterCount).toBe(parameters);
    }
  });
});

function area({ height, width }: { readonly height: number; readonly width: number }): number {
  return height * width;
}
