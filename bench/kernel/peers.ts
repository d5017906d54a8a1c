/**
 * The kernels that are compared: where they come from and how they are started. The others are fetched once, into
 * `out/peers` and `.venv`.
 *
 * @module
 */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OWN_KERNEL_ENV, ownKernelArgv } from "../../kernel/client/own-kernel.ts";
import { CODE, type Code } from "./code.ts";

/** A kernel to measure. */
export interface Kernel {
  readonly name: string;
  readonly version: string;
  readonly argv: readonly string[];

  /** Of its kernelspec. */
  readonly env?: Readonly<Record<string, string>>;

  /** Where it runs, if not in an empty folder. */
  readonly cwd?: string;

  /** As its own kernelspec says; Deno's says nothing, which ends the kernel, so it is measured by message. */
  readonly interruptMode: "message" | "signal";
  readonly code: Code;
}

/** A kernel that could not be fetched. */
export interface Absent {
  readonly name: string;
  readonly reason: string;
}

const FOLDER = join("out", "peers");

/** Runs a program to its end; what it printed. */
function run(program: string, args: readonly string[], cwd = "."): string {
  return execFileSync(program, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    cwd,
    shell: process.platform === "win32",
  });
}

const FIND: Readonly<Record<string, () => Kernel>> = {
  cladescope: () => ({
    name: "cladescope",
    version: JSON.parse(readFileSync("package.json", "utf8")).version,
    argv: ownKernelArgv(),
    env: OWN_KERNEL_ENV,
    interruptMode: "message",
    code: CODE.cladescope,
  }),
  tslab: () => ({
    name: "tslab",
    version: fetched("tslab", "1.0.22"),
    argv: [
      process.execPath,
      join(process.cwd(), FOLDER, "node_modules", "tslab", "bin", "tslab"),
      ...["kernel", "--config-path={connection_file}"],
    ],
    cwd: FOLDER, // without @types/node in its folder it does not know `console`
    interruptMode: "signal",
    code: CODE.tslab,
  }),
  deno: () => ({
    name: "deno",
    version: fetched("deno", "2.9.6"),
    argv: [denoProgram(), "jupyter", "--kernel", "--conn", "{connection_file}"],
    interruptMode: "message",
    code: CODE.deno,
  }),
  ipykernel: () => {
    const python = lastLine(run(process.execPath, ["scripts/jupyter/venv.mjs"]));
    return {
      name: "ipykernel",
      version: lastLine(run(python, ["-c", "import ipykernel; print(ipykernel.__version__)"])),
      argv: [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
      interruptMode: "signal",
      code: CODE.ipykernel,
    };
  },
};

export const KERNEL_NAMES: readonly string[] = Object.keys(FIND);

export function findKernel(name: string): Kernel | Absent {
  try {
    return FIND[name]();
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
    return { name, reason: firstLine(said) || firstLine(String(error)) };
  }
}

/** Installs an npm package at one version into the peers' folder; its version. */
function fetched(name: string, version: string): string {
  const installed = join(FOLDER, "node_modules", name, "package.json");
  const has = () => existsSync(installed) && JSON.parse(readFileSync(installed, "utf8")).version;
  if (has() !== version) {
    mkdirSync(FOLDER, { recursive: true });
    if (!existsSync(join(FOLDER, "package.json"))) {
      writeFileSync(join(FOLDER, "package.json"), '{ "private": true }\n');
    }
    run("npm", ["install", "--no-audit", "--no-fund", `${name}@${version}`], FOLDER);
  }
  return has();
}

/** The native program itself: npm's `deno` command is a Node script around it. */
function denoProgram(): string {
  const folder = join(process.cwd(), FOLDER, "node_modules", "@deno");
  const program = process.platform === "win32" ? "deno.exe" : "deno";
  for (const platform of readdirSync(folder)) {
    const path = join(folder, platform, program);
    if (existsSync(path)) return path;
  }
  throw new Error(`no ${program} in ${folder}`);
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0];
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
