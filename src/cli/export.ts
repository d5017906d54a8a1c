/**
 * `cladescope export`: the checkpoint for other programs.
 *
 * @module
 */

import { extname } from "node:path";
import type { SafetensorsEntry } from "../checkpoint/safetensors.ts";
import type { Arguments, Command } from "./command.ts";
import { progress } from "./progress.ts";

export const command: Command = {
  summary: "the checkpoint for other programs",
  usage: "CHECKPOINT -o MODEL.safetensors",
  description: `Writes the tensors of a checkpoint as safetensors: the same names, shapes, types and numbers, so that the released code
can load them again (safetensors.torch.load_file). One tensor at a time is in memory.`,
  options: {
    output: {
      type: "string",
      short: "o",
      value: "FILE",
      help: "where the model goes: .safetensors",
    },
  },
  examples: ["cladescope export best_net_G.pth -o net_G.safetensors"],
  run: exportCheckpoint,
};

async function exportCheckpoint(args: Arguments): Promise<void> {
  const [checkpoint] = args.exactly("CHECKPOINT");
  const output = args.required("output");
  if (extname(output).toLowerCase() !== ".safetensors") {
    throw args.usage(`-o takes a name that ends in .safetensors, not "${output}"`);
  }
  const { prepareOutput, writeFileAtomically } = await import("../checkpoint/atomic-file.ts");
  const { openCheckpoint } = await import("../checkpoint/open-checkpoint.ts");
  const { writeSafetensors } = await import("../checkpoint/safetensors.ts");
  await prepareOutput(output);
  const stateDict = await openCheckpoint(checkpoint);
  const bar = progress("writing");
  try {
    const total = stateDict.tensors.size;
    let done = 0;
    const entries = [...stateDict.tensors].map(
      ([name, info]): SafetensorsEntry => ({
        name,
        ...info,
        data: async () => {
          bar.update(done++, total, name);
          return (await stateDict.read(name)).data;
        },
      }),
    );
    // "pt" tells other readers that the layout is PyTorch's.
    const metadata = new Map([["format", "pt"], ...stateDict.metadata]);
    await writeFileAtomically(output, writeSafetensors(entries, metadata));
    console.log(`${output}: ${total} tensors`);
  } finally {
    bar.end();
    await stateDict.close();
  }
}
