import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const USE = `
import * as cs from "${join(root, "dist/src/index.js")}";
const network: cs.GeneratorNetwork = cs.asGenerator(await cs.openNetwork("net_G.pth"));
const raw = cs.decodeLabelPng(new Uint8Array(), "labels.png");
const labels = cs.toBankRows(raw, { rows: network.config.method.classes });
const generator = await cs.TfjsGenerator.load(network, { backend: "cpu", spade: "tables" });
const { image, taps } = await generator.synthesize(cs.conditionsOf({ labels }));
const data: Float32Array = image.data;
// @ts-expect-error there is no such back end
await cs.useBackend("abacus");
const scenes: cs.TrainingData = cs.toySceneData({ seed: 1 });
const trainer = await cs.Trainer.start(cs.trainingConfig(network.config, scenes.size), scenes);
for await (const { losses } of cs.watchTraining(trainer, { every: 5 })) losses.feature.toFixed(2);
export { data, taps };
`;

test("the public types check in a strict project that checks libraries too, and bring no tensor library along", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cladescope-types-"));
  try {
    writeFileSync(join(folder, "use.mts"), USE);
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          target: "ES2023",
          lib: ["ES2023", "DOM"],
          module: "NodeNext",
          strict: true,
          skipLibCheck: false,
          types: [],
          noEmit: true,
        },
        files: ["use.mts"],
      }),
    );
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [tsc, "-p", folder, "--listFiles"],
      { maxBuffer: 1 << 26 },
    ).catch((error: { stdout: string }) => error);
    expect(stdout).not.toContain("error TS");
    expect(stdout).toContain("dist/src/index.d.ts");
    expect(stdout).not.toMatch(/@tensorflow|@webgpu/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
