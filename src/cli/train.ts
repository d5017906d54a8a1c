/**
 * `cladescope train`: a network from scratch, on one's own pictures or toy scenes.
 *
 * @module
 */

import type { Arguments, Command } from "./command.ts";
import { note } from "./note.ts";
import { trainOptions, trainWishes } from "./train/options.ts";

export const command: Command = {
  summary: "train a network from scratch, on pictures of one's own or toy scenes",
  usage: "(--images DIR --labels DIR --label-set NAME|FILE | --toy-scenes) --method NAME -o DIR",
  description: `Trains a generator, its discriminator and, with --vae, an encoder by the released recipe: hinge loss over two scales,
feature matching, spectral norm, two time scales, linear decay. The perceptual (VGG) loss is left out: its weights would
have to come from outside. SEAN (--method sean, or sean-clade with CLADE banks in the place of its SPADE nets) learns to
paint every picture in its own style; its style encoder is part of the generator.

Pictures and label maps are paired by name. DIR gets training.safetensors (to go on from), net_G.safetensors, net_D and
net_E (for every other command, and for the released code), log.jsonl, and previews/STEP.png of fixed label maps. Ctrl-C
saves and says how to go on.`,
  options: trainOptions,
  examples: [
    "cladescope train --toy-scenes --method clade -o toy",
    "cladescope train --images photos --labels masks --label-set classes.json --method clade-icpe -o out",
    "cladescope train --images photos --labels masks --label-set classes.json --method clade-icpe -o out --resume",
    "cladescope train --toy-scenes --method spade --ngf 8 --steps 5000 --seed 2 --save-every 500 -o spade",
    "cladescope train --toy-scenes --tint 1 --method sean --style-length 32 --ngf 8 -o sean",
    "cladescope synthesize out/net_G.safetensors labels.png --label-set classes.json -o picture.png",
  ],
  run: train,
};

async function train(args: Arguments): Promise<void> {
  const wishes = trainWishes(args);
  const { output, resume, saveEvery, logEvery } = wishes;

  const { dataOf, labelSetOf } = await import("./train/data.ts");
  const labelSet = await labelSetOf(args, wishes);
  const { savedTraining } = await import("./train/folder.ts");
  const saved = await savedTraining(output, resume);
  const { configOf } = await import("./train/config.ts");
  const config = configOf(
    wishes,
    labelSet,
    saved ? { config: saved.config, where: output } : undefined,
  );
  const data = await dataOf(wishes, labelSet, config);

  const { previewConditions } = await import("./train/preview-sheet.ts");
  const conditions = await previewConditions(wishes, config, data);
  const { trainingBackend } = await import("./train/backend.ts");
  const backend = await trainingBackend(wishes.backend);
  const { Trainer } = await import("../training/trainer.ts");
  const trainer =
    saved === null
      ? await Trainer.start(config, data, { backend })
      : await Trainer.resume(output, data, { backend });
  try {
    if (saved !== null) note(`going on from step ${trainer.step} of ${config.steps}`);
    else if (resume) note(`${output} holds no training yet: starting from the beginning`);
    const { trainView } = await import("./train/view.ts");
    const { trainToEnd } = await import("./train/session.ts");
    const { height, width } = config.size;
    const title = `${wishes.method}, ngf ${config.generator.ngf}, ${height} × ${width}, ${backend}: ${data.description}`;
    await trainToEnd(trainer, {
      ...{ folder: output, saveEvery, logEvery, conditions },
      view: trainView({ title, folder: output, steps: config.steps }),
      resumeCommand: commandLine(),
    });
  } finally {
    trainer.dispose();
  }
}

/** The command line as it was, with --resume, for a shell. */
function commandLine(): string {
  const given = process.argv.slice(2).filter((arg) => arg !== "--resume");
  const quoted = given.map((arg) =>
    /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`,
  );
  return ["cladescope", ...quoted, "--resume"].join(" ");
}
