#!/usr/bin/env node
/**
 * The command line. Commands are loaded when they are called, so that help and usage errors answer at once.
 *
 * @module
 */

import { isCladescopeError } from "../errors.ts";
import { type Command, parseArguments } from "./command.ts";
import { commandHelp, programHelp } from "./help.ts";
import { UsageError } from "./usage-error.ts";

/** Name, one line of help (the same as the command's own), and where it is. */
const COMMANDS: Readonly<
  Record<string, { summary: string; load: () => Promise<{ command: Command }> }>
> = {
  inspect: {
    summary: "what a checkpoint holds",
    load: () => import("./inspect.ts"),
  },
  synthesize: {
    summary: "paint a picture from a label map",
    load: () => import("./synthesize.ts"),
  },
  intervene: {
    summary: "paint a picture with its network's modulation changed",
    load: () => import("./intervene.ts"),
  },
  style: {
    summary: "the style of pictures as codes (SEAN, VAE)",
    load: () => import("./style.ts"),
  },
  mix: {
    summary: "a code between two: styles of regions, latent codes",
    load: () => import("./mix.ts"),
  },
  positions: {
    summary: "positional maps of CLADE-ICPE",
    load: () => import("./positions.ts"),
  },
  cost: {
    summary: "parameters and multiply-adds, layer by layer",
    load: () => import("./cost.ts"),
  },
  report: {
    summary: "the whole analysis as one page",
    load: () => import("./report.ts"),
  },
  scan: {
    summary: "statistics of the modulation over a data set",
    load: () => import("./scan.ts"),
  },
  export: {
    summary: "the checkpoint for other programs",
    load: () => import("./export.ts"),
  },
  train: {
    summary: "train a network from scratch, on pictures of one's own or toy scenes",
    load: () => import("./train.ts"),
  },
  "toy-scenes": {
    summary: "procedural pictures with label maps, to train on",
    load: () => import("./toy-scenes.ts"),
  },
  run: {
    summary: "run a notebook from top to bottom",
    load: () => import("./run.ts"),
  },
  kernel: {
    summary: "make the kernel known to Jupyter, or list kernels",
    load: () => import("./kernel.ts"),
  },
  backends: {
    summary: "which engines and back ends work on this machine, and how fast",
    load: () => import("./backends.ts"),
  },
  tune: {
    summary: "measure how convolutions are computed fastest on this machine",
    load: () => import("./tune.ts"),
  },
  cache: {
    summary: "what is kept to start faster, and how large it is",
    load: () => import("./cache.ts"),
  },
};

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0); // `cladescope … | head` is no error
  throw error;
});

const argv = process.argv.slice(2);
try {
  await main(argv);
} catch (error) {
  process.stderr.write(`${await message(error)}\n`);
  if (argv.includes("--debug")) console.error(error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function main([name, ...rest]: readonly string[]): Promise<void> {
  if (name === "--version") {
    const { version } = await import("./version.ts");
    console.log(version);
    return;
  }
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    if (name === "help" && rest[0] !== undefined) return main([rest[0], "--help"]);
    const summaries = Object.entries(COMMANDS).map(([key, { summary }]) => [key, summary] as const);
    console.log(programHelp(summaries));
    if (name === undefined) process.exitCode = 2;
    return;
  }
  if (!Object.hasOwn(COMMANDS, name)) {
    throw new UsageError(
      `unknown command "${name}"; there are ${Object.keys(COMMANDS).join(", ")}`,
    );
  }
  const { command } = await COMMANDS[name].load();
  const end = rest.indexOf("--");
  if ((end < 0 ? rest : rest.slice(0, end)).some((arg) => arg === "--help" || arg === "-h")) {
    console.log(commandHelp(name, command));
    return;
  }
  await command.run(parseArguments(name, command, rest));
}

async function message(error: unknown): Promise<string> {
  if (error instanceof UsageError) {
    const help =
      error.command === undefined ? "cladescope --help" : `cladescope ${error.command} --help`;
    return `${error.message}\n  try       ${help}`;
  }
  if (isCladescopeError(error)) return error.message;
  const { isKernelError } = await import("../../kernel/index.ts"); // loaded already if it threw the error
  if (isKernelError(error)) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof RangeError && text === "Array buffer allocation failed") {
    return "there is not enough memory\n  try       a smaller size or batch, or a machine with more memory";
  }
  return `unexpected error: ${text.split("\n")[0]}\n  try       the same command with --debug, and report what it prints`;
}
