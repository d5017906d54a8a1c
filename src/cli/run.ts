/**
 * `cladescope run`: a notebook from top to bottom, without Python.
 *
 * @module
 */

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Arguments, Command } from "./command.ts";
import { note } from "./note.ts";
import { progress } from "./progress.ts";

export const command: Command = {
  summary: "run a notebook from top to bottom",
  usage: "NOTEBOOK [-o OUT.ipynb|OUT.html…] [--inplace]",
  description: `Runs the code cells of a notebook in order and writes them with what they show, as a notebook, which is saved as
the outputs come, as a page to read and print, or both. A cell that fails ends the run, with its traceback on stderr
and exit code 1; what was done is saved. Without -o and --inplace nothing is written: the exit code tells whether the
notebook runs. Ctrl-C stops the running cell and ends the run in the same way, with 130.

Cells tagged raises-exception may fail, those tagged skip-execution stay as they are. --param sets a value in a cell
behind the one tagged parameters, which has to declare it; strings are JSON too, so quote them for the shell:
--param name='"village"'.`,
  options: {
    output: {
      type: "string",
      short: "o",
      value: "FILE",
      multiple: true,
      help: "where to write, .ipynb or .html; may be repeated",
    },
    inplace: { type: "boolean", help: "write into NOTEBOOK itself" },
    kernel: {
      type: "string",
      value: "NAME",
      help: "another installed kernel (default: cladescope's own)",
    },
    timeout: { type: "string", value: "SECONDS", help: "for each cell (default: none)" },
    "allow-errors": { type: "boolean", help: "go on after a cell that fails" },
    param: {
      type: "string",
      value: "NAME=JSON",
      multiple: true,
      help: "set a parameter; may be repeated",
    },
  },
  examples: [
    "cladescope run analysis.ipynb -o analysis-run.ipynb -o analysis.html",
    "cladescope run analysis.ipynb --inplace --timeout 600",
    "cladescope run sweep.ipynb --param layers=3 --param method='\"clade\"' -o sweep-3.html",
  ],
  run,
};

async function run(args: Arguments): Promise<void> {
  const [path] = args.exactly("NOTEBOOK");
  const outputs = args.strings("output");
  const inplace = args.flag("inplace");
  const strange = outputs.find((output) => !/\.(ipynb|html?)$/i.test(output));
  if (strange !== undefined) throw args.usage(`-o takes a .ipynb or .html file, not "${strange}"`);
  const itself = outputs.find((output) => !inplace && isSameFile(output, path));
  if (itself !== undefined) {
    throw args.usage(`-o ${itself} is the notebook itself; to write into it, use --inplace`);
  }
  const timeout = seconds(args);
  const parameters = readParameters(args);

  const { placeOf, runNotebookFile } = await import("../../kernel/index.ts");
  const interruption = new AbortController();
  const stop = (): void => {
    if (interruption.signal.aborted) process.exit(130); // the second time, at once
    interruption.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  const bar = progress("running");
  const said = (text: string, by?: string): void => {
    bar.end(); // of its line; it comes again
    if (by === undefined) note(text);
    else console.error(`${by} ${text}`);
  };
  const logged = process.env.CLADESCOPE_KERNEL_LOG === "debug";
  try {
    const { failure, allowedFailures, aside } = await runNotebookFile(path, {
      ...{ outputs, inplace, timeout, parameters },
      kernel: args.string("kernel"),
      allowErrors: args.flag("allow-errors"),
      signal: interruption.signal,
      onProgress: bar.update,
      onWarning: said,
      onKernelLog: (line) => (logged ? said(line, "[cladescope kernel]") : said(line)),
    }).finally(bar.end);
    if (allowedFailures > 0) {
      note(`${allowedFailures} ${allowedFailures === 1 ? "cell" : "cells"} failed, as allowed`);
    }
    if (failure === undefined) {
      if (aside !== undefined) process.exitCode = 1; // --inplace was not possible
      const written = [...outputs, ...(inplace ? [aside ?? path] : [])].map((output) =>
        resolve(output),
      );
      for (const output of new Set(written)) console.log(output);
      return;
    }
    const { cell, count, error, stopped, late } = failure;
    const traceback = error.traceback.join("\n") || `${error.ename}: ${error.evalue}`;
    const colours = process.stderr.isTTY && !process.env.NO_COLOR;
    const what = {
      signal: "was interrupted",
      timeout: `took longer than ${timeout} s and was interrupted`,
      error: late ? "failed after it had ended" : "failed",
    }[stopped ?? "error"];
    process.stderr.write(`${path}: ${placeOf(count, cell)} ${what}\n`);
    if (stopped === undefined) {
      process.stderr.write(`${colours ? traceback : stripVTControlCharacters(traceback)}\n`);
    }
    process.exitCode = stopped === "signal" ? 130 : 1;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return (
    resolve(one) === resolve(other) || (a !== undefined && a.ino === b?.ino && a.dev === b.dev)
  );
}

function seconds(args: Arguments): number | undefined {
  const text = args.string("timeout");
  if (text === undefined) return undefined;
  const value = Number(text);
  // Longer than this and Node's timers would ring at once.
  if (Number.isFinite(value) && value > 0 && value <= 2_000_000) return value;
  throw args.usage(`--timeout takes a number of seconds above 0, not "${text}"`);
}

function readParameters(args: Arguments): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (const text of args.strings("param")) {
    const [, name, json = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (name === undefined) throw args.usage(`--param takes NAME=JSON, not "${text}"`);
    if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) {
      throw args.usage(`--param takes the name of a variable, not "${name}"`);
    }
    try {
      parameters[name] = JSON.parse(json);
    } catch {
      throw args.usage(
        `the value of --param ${name} is not JSON: ${json}; a string needs quotes that the shell leaves: --param ${name}='"${json.replaceAll('"', "")}"'`,
      );
    }
  }
  return parameters;
}
