/**
 * `cladescope export`: the checkpoint for other programs.
 *
 * @module
 */

import { extname } from "node:path";
import type { SafetensorsEntry } from "../checkpoint/safetensors.ts";
import type { Arguments, Command } from "./command.ts";
import { engineOf, engineOptions } from "./engine-options.ts";
import { meanCodesToCopy } from "./mean-codes.ts";
import { networkOptions, openFromArguments } from "./network-options.ts";
import { pictureOptions } from "./picture-inputs.ts";
import { progress } from "./progress.ts";
import { regionStyleOptions } from "./style-options.ts";

export const command: Command = {
  summary: "the checkpoint for other programs",
  usage: "CHECKPOINT -o MODEL.{safetensors,onnx}",
  description: `Writes the tensors of a checkpoint as safetensors: the same names, shapes, types and numbers, so that the released code
can load them again (safetensors.torch.load_file). One tensor at a time is in memory.

MODEL.onnx is the whole generator for ONNX Runtime, in the operators of opset 17; of SEAN style codes are an input of it,
and there is no noise. With --portable it takes the label map
(int64 bank rows [N,H,W], or with --one-hot the released code's float map [N,semantic_nc,H,W]) and uses plain
convolutions; without, it is the graph of --engine onnx, which for SPADE takes indices into its tables. Rows are 0 to K - 1;
a graph does not check them.

With --to-clade the SPADE nets of a SPADE, SEAN or MSCA network become CLADE banks in closed form, without training: what each
class has in the middle of its regions. --check says what that loses for given label maps: of every layer's scale and shift,
and of the pictures (of SEAN and MSCA with a style).`,
  options: {
    output: {
      type: "string",
      short: "o",
      value: "FILE",
      help: "where the model goes: .safetensors or .onnx",
    },
    portable: { type: "boolean", help: "of .onnx: a plain model that takes the label map itself" },
    "one-hot": {
      type: "boolean",
      help: "with --portable: the label map one-hot, as the released code's",
    },
    "to-clade": {
      type: "boolean",
      help: "of .safetensors: CLADE banks in the place of SPADE nets (SPADE, SEAN and MSCA networks)",
    },
    check: {
      type: "string",
      value: "LABELS",
      multiple: true,
      help: "with --to-clade: label map to say the loss for, PNG or .npy; may be repeated",
    },
    instances: {
      ...pictureOptions.instances,
      help: "with --check: instance ids, one file for each",
    },
    values: pictureOptions.values,
    ...regionStyleOptions,
    batch: { type: "string", value: "N", help: "of .onnx: pictures a run (default 1)" },
    size: pictureOptions.size,
    memory: engineOptions.memory,
    ...networkOptions,
  },
  examples: [
    "cladescope export best_net_G.pth -o net_G.safetensors",
    "cladescope export best_net_G.pth --portable -o net_G.onnx",
    "cladescope export spade_net_G.pth --to-clade --check labels.png -o clade.safetensors",
  ],
  run: exportCheckpoint,
};

async function exportCheckpoint(args: Arguments): Promise<void> {
  const [checkpoint] = args.exactly("CHECKPOINT");
  const output = args.required("output");
  const extension = extname(output).toLowerCase();
  const toClade = args.flag("to-clade");
  const ofClade = ["check", "instances"].find((name) => args.strings(name).length > 0);
  const other = ["values", ...Object.keys(regionStyleOptions)].find(
    (name) => args.string(name) !== undefined,
  );
  if (!toClade && (ofClade ?? other) !== undefined) {
    throw args.usage(`--${ofClade ?? other} goes with --to-clade`);
  }
  if (toClade && extension === ".onnx") throw args.usage("--to-clade is of .safetensors");
  if (extension === ".onnx") return exportOnnx(args, checkpoint, output);
  if (extension !== ".safetensors") {
    throw args.usage(`-o takes a name that ends in .safetensors or .onnx, not "${output}"`);
  }
  const anyNetwork = toClade ? [] : ["size", ...Object.keys(networkOptions)];
  const ofOnnx = ["batch", "memory", ...anyNetwork].find((name) => args.string(name) !== undefined);
  const flag = ["portable", "one-hot"].find((name) => args.flag(name));
  if ((ofOnnx ?? flag) !== undefined) throw args.usage(`--${ofOnnx ?? flag} is of .onnx`);
  if (toClade) {
    const { exportClade } = await import("./export-clade.ts");
    return exportClade(args, checkpoint, output);
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
    const mean = await meanCodesToCopy(checkpoint, output);
    await writeFileAtomically(output, writeSafetensors(entries, metadata));
    if (mean !== null) await writeFileAtomically(mean.path, [mean.bytes]);
    console.log(`${output}: ${total} tensors`);
    if (mean !== null) console.log(`${mean.path}: the mean codes that lie beside ${checkpoint}`);
  } finally {
    bar.end();
    await stateDict.close();
  }
}

async function exportOnnx(args: Arguments, checkpoint: string, output: string): Promise<void> {
  const portable = args.flag("portable");
  const oneHot = args.flag("one-hot");
  if (oneHot && !portable) throw args.usage("--one-hot goes with --portable");
  const batch = args.integer("batch", 1, 1024);
  const memory = engineOf(args).memory;
  if (memory !== undefined && portable)
    throw args.usage("--memory is of models without --portable");
  const size = args.size("size");
  const { prepareOutput, writeFileAtomically } = await import("../checkpoint/atomic-file.ts");
  const { onnxModel } = await import("../engines/onnx/export.ts");
  const { asGenerator } = await import("../models/network.ts");
  const { outputSize } = await import("../models/output-size.ts");
  await prepareOutput(output);
  const opened = await openFromArguments(args, checkpoint);
  const bar = progress("writing");
  try {
    const network = asGenerator(opened.network);
    const { cropSize } = opened.options;
    const made = outputSize(network, { size, cropSize }, network.where);
    const model = onnxModel(network, { ...made, batch, portable, oneHot, memory });
    await writeFileAtomically(output, model.bytes());
    console.log(`${output}: ${made.height} × ${made.width}, ${batch ?? 1} at a time`);
    for (const { name, type, dims } of model.inputs) {
      console.log(
        `  input   ${name}  ${type} [${dims.map((dim) => (typeof dim === "number" ? dim : "?")).join(", ")}]`,
      );
    }
    for (const { name, type, dims } of model.outputs) {
      console.log(`  output  ${name}  ${type} [${dims.join(", ")}]`);
    }
  } finally {
    bar.end();
    await opened.network.close();
  }
}
