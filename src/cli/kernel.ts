/**
 * `cladescope kernel`: makes the kernel known to Jupyter, without Python.
 *
 * @module
 */

import { dirname } from "node:path";
import type { Arguments, Command } from "./command.ts";
import { note } from "./note.ts";

const ACTIONS = ["install", "uninstall", "list"] as const;

export const command: Command = {
  summary: "make the kernel known to Jupyter, or list kernels",
  usage: "install | uninstall [NAME] | list",
  description: `install writes a kernelspec, which lets JupyterLab, Notebook, VS Code and nbconvert start the kernel. It holds the
paths of this Node and of this copy of cladescope: install again when either moves, as with a new version of Node
from nvm, fnm or volta. uninstall removes it from the same place; list shows all kernels that Jupyter finds.

Neither install nor uninstall touches the spec of another kernel, unless with --force.`,
  options: {
    user: { type: "boolean", help: "for this user, in all environments (default)" },
    "sys-prefix": {
      type: "string",
      value: "[DIR]",
      optional: true,
      help: "into a Python environment (default: the active one)",
    },
    prefix: { type: "string", value: "DIR", help: "below DIR, in share/jupyter/kernels" },
    name: { type: "string", value: "NAME", help: "what Jupyter calls it (default: typescript)" },
    "display-name": {
      type: "string",
      value: "TEXT",
      help: "what people see (default: TypeScript)",
    },
    env: {
      type: "string",
      value: "KEY=VALUE",
      multiple: true,
      help: "environment variable of the kernel; may be repeated",
    },
    memory: {
      type: "string",
      value: "MB",
      help: "most that cells may use (default: Node's own limit)",
    },
    force: { type: "boolean", help: "also replace or remove the spec of another kernel" },
    json: { type: "boolean", help: "list for programs, as `jupyter kernelspec list --json`" },
  },
  examples: [
    "cladescope kernel install && jupyter lab",
    "cladescope kernel install --sys-prefix .venv --memory 4096",
    "cladescope kernel install --name typescript-strict --env CLADESCOPE_TYPECHECK=error",
    "cladescope kernel uninstall",
  ],
  run: kernel,
};

async function kernel(args: Arguments): Promise<void> {
  const [action, ...rest] = args.positionals;
  if (action === undefined) throw args.usage(`${ACTIONS.join(", ")} is missing`);
  if (action === "install") return install(args, rest);
  if (action === "uninstall") return uninstall(args, rest);
  if (action === "list") return list(args, rest);
  throw args.usage(`unknown action "${action}"; there are ${ACTIONS.join(", ")}`);
}

async function install(args: Arguments, rest: readonly string[]): Promise<void> {
  if (rest.length > 0) throw args.usage(`too many arguments: ${rest.join(" ")}`);
  refuse(args, "install", ["json"]);
  const options = {
    ...place(args),
    name: args.string("name"),
    displayName: args.string("display-name"),
    env: environment(args),
    memory: args.integer("memory", 16, 1_048_576),
    force: args.flag("force"),
  };
  const { dataFolders, installKernelSpec } = await import("../../kernel/index.ts");
  const { name, folder, spec, replaced } = await installKernelSpec(options);
  console.log(`${replaced ? "replaced" : "installed"} kernel ${name} in ${folder}`);
  const { prefix, sysPrefix } = options;
  const data = dirname(dirname(folder));
  const seen = sysPrefix !== undefined || dataFolders().includes(data);
  const from = seen ? "" : `JUPYTER_PATH=${data} `;
  console.log(`start with ${from}jupyter lab, and choose ${spec.display_name}`);
  if (prefix === undefined && sysPrefix === undefined && process.env.VIRTUAL_ENV) {
    note(`installed for the user; --sys-prefix installs into ${process.env.VIRTUAL_ENV}`);
  }
  const [node = "", script = ""] = spec.argv;
  if (/[\\/](_npx|\.npm)[\\/]/.test(script)) {
    note(`${script} lies in a cache that npm may empty; npm install -g cladescope lasts`);
  }
  if (/[\\/]\.?(nvm|fnm|fnm_multishells|volta|asdf|mise|nodenv|n)[\\/]/.test(node)) {
    note(`the kernel runs with ${node}; install again when you change Node's version`);
  }
}

async function uninstall(args: Arguments, rest: readonly string[]): Promise<void> {
  const [given, ...more] = rest;
  if (more.length > 0) throw args.usage(`too many arguments: ${more.join(" ")}`);
  const named = args.string("name");
  if (given !== undefined && named !== undefined) throw args.usage("NAME is given twice");
  refuse(args, "uninstall", ["display-name", "env", "memory", "json"]);
  const { uninstallKernelSpec } = await import("../../kernel/index.ts");
  const name = given ?? named;
  const folder = uninstallKernelSpec({ ...place(args), name, force: args.flag("force") });
  console.log(`removed ${folder}`);
}

async function list(args: Arguments, rest: readonly string[]): Promise<void> {
  if (rest.length > 0) throw args.usage(`too many arguments: ${rest.join(" ")}`);
  const others = Object.keys(command.options).filter((name) => name !== "json");
  refuse(args, "list", others);
  const { listKernelSpecs } = await import("../../kernel/index.ts");
  const kernels = listKernelSpecs();
  if (args.flag("json")) {
    const kernelspecs = Object.fromEntries(
      kernels.map(({ name, folder, ...kernel }) => [name, { resource_dir: folder, ...kernel }]),
    );
    console.log(JSON.stringify({ kernelspecs }, null, 2));
    return;
  }
  if (kernels.length === 0) console.log("no kernels; cladescope kernel install adds one");
  const width = Math.max(...kernels.map(({ name }) => name.length));
  for (const { name, folder, spec, own, problem } of kernels) {
    const shown = `${spec?.display_name ?? ""}${own ? " (cladescope)" : ""}`;
    console.log(`${name.padEnd(width)}  ${shown.padEnd(26)}  ${folder}`);
    if (problem !== undefined) console.log(`${" ".repeat(width)}  cannot start: ${problem}`);
  }
}

interface GivenPlace {
  readonly user: boolean;
  readonly sysPrefix: string | undefined;
  readonly prefix: string | undefined;
}

function place(args: Arguments): GivenPlace {
  const user = args.flag("user");
  const [sysPrefix, prefix] = [args.string("sys-prefix"), args.string("prefix")];
  if ([user, sysPrefix !== undefined, prefix !== undefined].filter(Boolean).length > 1) {
    throw args.usage("--user, --sys-prefix and --prefix exclude each other");
  }
  return { user, sysPrefix, prefix };
}

function environment(args: Arguments): Record<string, string> {
  return Object.fromEntries(
    args.strings("env").map((text) => {
      const [, key, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
      if (key === undefined) throw args.usage(`--env takes KEY=VALUE, not "${text}"`);
      return [key, value];
    }),
  );
}

function refuse(args: Arguments, action: string, options: readonly string[]): void {
  const given = options.find(
    (name) => args.flag(name) || args.string(name) !== undefined || args.strings(name).length > 0,
  );
  if (given !== undefined) throw args.usage(`--${given} has no meaning for kernel ${action}`);
}
