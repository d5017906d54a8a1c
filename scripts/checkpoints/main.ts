/**
 * Trains the bundled networks: `npm run checkpoints [-- NAME …]`. A training that was stopped goes on; state and log are
 * in out/checkpoints, the networks and their cards go to data/checkpoints.
 *
 * @module
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { encodeNpy } from "../../src/checkpoint/npy.ts";
import { BACKEND_NAMES } from "../../src/engines/tfjs/backend.ts";
import { STATE_FILE, Trainer } from "../../src/training/trainer.ts";
import { cardOf } from "./card.ts";
import { judged } from "./judged.ts";
import { lightLines, lightRows } from "./lights.ts";
import { configOf, RECIPES, type Recipe, trainingData } from "./recipes.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { backend: { type: "string", default: "tfjs-node" } },
});
const backend = BACKEND_NAMES.find((name) => name === values.backend) ?? "wasm";
const root = fileURLToPath(new URL("../../../", import.meta.url));
const SAVE_EVERY = 250;

for (const recipe of RECIPES) {
  if (positionals.length === 0 || positionals.includes(recipe.name)) await train(recipe);
}

async function train(recipe: Recipe): Promise<void> {
  const data = trainingData(recipe);
  const config = configOf(recipe, data.classes);
  const folder = join(root, "out", "checkpoints", recipe.name);
  mkdirSync(folder, { recursive: true });
  const trainer = existsSync(join(folder, STATE_FILE))
    ? await Trainer.resume(folder, data, { backend })
    : await Trainer.start(config, data, { backend });
  try {
    // Processor hours of this recipe, in this process and in those before it that were stopped.
    const spent = join(folder, "hours.json");
    const before = existsSync(spent) ? Number(readFileSync(spent, "utf8")) : 0;
    const start = process.cpuUsage();
    const hoursSoFar = () => {
      const { user, system } = process.cpuUsage(start);
      return before + (user + system) / 3.6e9;
    };
    for await (const { step, losses, seconds } of trainer.run()) {
      if (step % SAVE_EVERY !== 0 && step !== config.steps) continue;
      await trainer.save(folder);
      writeFileSync(spent, `${hoursSoFar()}`);
      const numbers = Object.entries(losses).map(([name, loss]) => `${name} ${loss.toFixed(3)}`);
      console.log(`${recipe.name} ${step} ${seconds.toFixed(2)} s/step ${numbers.join(" ")}`);
    }
    const hours = hoursSoFar();
    const target = join(root, "data", "checkpoints");
    const judgement = await judged(recipe, await trainer.generator(), backend);
    const facts = {
      hours,
      machine: `${cpus()[0]?.model ?? "unknown processor"}, ${process.env.TF_NUM_INTRAOP_THREADS ?? "all"} thread(s), back end ${backend}`,
      metrics: judgement.metrics,
      following: judgement.following,
      lights: recipe.msca ? lightLines(await lightRows(await trainer.generator(), backend)) : [],
    };
    await trainer.exportHalf(join(target, `${recipe.name}.safetensors`), "G", [
      ["weights", `trained on ${data.description}: ${config.steps} steps`],
      ["license", "Apache-2.0"],
    ]);
    if (judgement.meanCodes !== null) {
      const { regions, length, values } = judgement.meanCodes;
      const tensor = { dtype: "float32", shape: [regions, length], data: values } as const;
      writeFileSync(join(target, `${recipe.name}.mean-codes.npy`), encodeNpy(tensor));
    }
    if (recipe.vae) {
      await trainer.exportHalf(join(target, `${recipe.name}-encoder.safetensors`), "E", [
        ["license", "Apache-2.0"],
      ]);
    }
    writeFileSync(join(target, `${recipe.name}.md`), cardOf(recipe, config, data, facts));
    writeFileSync(join(root, "out", "checkpoints", `${recipe.name}.png`), judgement.sheet);
  } finally {
    trainer.dispose();
  }
}
