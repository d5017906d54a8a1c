import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { type SafetensorsEntry, writeSafetensors } from "../../src/checkpoint/safetensors.ts";
import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import { asGenerator } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import { goldensWith } from "../support/goldens.ts";
import { generatorInfos, keysOnly, messageOf, PLAIN } from "../support/state-dicts.ts";

const folder = mkdtempSync(join(tmpdir(), "cladescope-"));
afterAll(() => rmSync(folder, { recursive: true }));

const clade = (classes: number, instanceEdges: boolean): GeneratorConfig => ({
  ...PLAIN,
  method: { kind: "clade", classes, instanceEdges, positional: false },
});
const spade = (classes: number): GeneratorConfig => ({
  ...PLAIN,
  method: { kind: "spade", classes, instanceEdges: false, hidden: 2, kernel: 1 },
});
const open = async (config: GeneratorConfig, metadata: Record<string, string> = {}) =>
  asGenerator(await openNetwork(keysOnly(generatorInfos(config), metadata)));

describe("openNetwork() guesses the label set from the number of classes", () => {
  test.each([
    [clade(151, false), "ade20k", 151, false],
    [clade(183, true), "coco-stuff", 183, true],
    [clade(35, true), "cityscapes", 35, true],
    [spade(151), "ade20k", 151, false],
    [spade(184), "coco-stuff", 183, true],
    [spade(183), "coco-stuff", 183, false],
    [spade(36), "cityscapes", 35, true],
    [clade(36, false), undefined, 36, false],
    [clade(5, false), undefined, 5, false],
  ])("case %#", async (config, name, classes, instanceEdges) => {
    const network = await open(config);
    expect(network.labelSet?.name).toBe(name);
    expect(network.config.method).toMatchObject({ classes, instanceEdges });
  });
});

describe("openNetwork() reads what a file says of itself", () => {
  test("label set and options, from safetensors metadata", async () => {
    const { folder: golden } = goldensWith("net_G.pth").find(
      ({ name }) => name === "networks/clade_vae",
    ) ?? { folder: "" };
    const stateDict = await openCheckpoint(join(golden, "net_G.pth"));
    const entries: SafetensorsEntry[] = [];
    for (const [name, info] of stateDict.tensors) {
      entries.push({ name, ...info, data: (await stateDict.read(name)).data });
    }
    await stateDict.close();
    const path = join(folder, "net.safetensors");
    const options = JSON.stringify({
      aspect_ratio: 2,
      crop_size: 64,
      contain_dontcare_label: true,
    });
    const metadata = [["options", options] as const, ["label_set", "no such set"] as const];
    await writeFile(path, writeSafetensors(entries, metadata));

    const network = asGenerator(await openNetwork(path));
    expect(network).toMatchObject({ aspectRatio: 2, cropSize: 64, dontCareRow: 5, labelSet: null });
    await network.close();
    const other = asGenerator(await openNetwork(path, { options: { aspectRatio: 0.5 } }));
    expect(other, "given options come first").toMatchObject({ aspectRatio: 0.5, cropSize: null });
    await other.close();
  });

  test("the name of a label set, if it fits", async () => {
    const toy = { label_set: "toy-scenes" };
    expect((await open(clade(5, false), toy)).labelSet).toBeNull();
    const rows = (await open(clade(151, false), { label_set: "ade20k" })).labelSet?.rows.length;
    expect(rows).toBe(151);
  });

  test("options that are broken are an error that names the file, which is closed", async () => {
    const stateDict = keysOnly(generatorInfos(PLAIN), { options: "{" });
    expect(await messageOf(() => openNetwork(stateDict))).toMatchInlineSnapshot(`
      "net_G.pth: the options are not a JSON object
        expected  {"label_nc": 150, "contain_dontcare_label": true, …}
        try       names and values are those of the released code's options"
    `);
    expect(stateDict.closed).toBe(true);
  });
});

describe("other names for the same tensors", () => {
  test("torch.nn.utils.parametrizations.spectral_norm is read under the released names", async () => {
    const infos = generatorInfos(PLAIN);
    const renamed = new Map(
      [...infos].map(([key, info]) => [
        key
          .replace(/weight_orig$/, "parametrizations.weight.original")
          .replace(/weight_([uv])$/, "parametrizations.weight.0._$1"),
        info,
      ]),
    );
    const network = await openNetwork(keysOnly(renamed));
    expect(network).toMatchObject({ config: PLAIN });
    expect(network.has("up_0.conv_s.weight_v")).toBe(true);
    const reading = network.parameter("up_0.conv_s.weight_v");
    await expect(reading).rejects.toThrow("up_0.conv_s.parametrizations.weight.0._v was read");
  });
});

test("asGenerator() says what a network is instead", async () => {
  const [golden] = goldensWith("net_E.pth");
  const network = await openNetwork(join(golden.folder, "net_E.pth"));
  const message = await messageOf(() => asGenerator(network));
  await network.close();
  expect(message).toContain("this is an image encoder");
  expect(message).toContain("expected  a generator (net_G)");
});
