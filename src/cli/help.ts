/**
 * The texts of `--help`.
 *
 * @module
 */

import type { Command, OptionSpec } from "./command.ts";

/** Help of one command. */
export function commandHelp(name: string, command: Command): string {
  const options = Object.entries(command.options).map(([option, spec]): [string, string] => [
    optionName(option, spec),
    spec.help,
  ]);
  return [
    `Usage: cladescope ${name} ${command.usage}`,
    "",
    command.description,
    "",
    "Options:",
    ...columns([
      ...options,
      ["-h, --help", "this text"],
      ["    --debug", "show where an error came from"],
    ]),
    "",
    "Examples:",
    ...command.examples.map((line) => `  ${line}`),
  ].join("\n");
}

/** Help of the program: its commands. */
export function programHelp(summaries: readonly (readonly [string, string])[]): string {
  return [
    "cladescope: see why a class-adaptive image generator paints what it paints.",
    "",
    "Usage: cladescope COMMAND …",
    "",
    "Commands:",
    ...columns(summaries),
    "",
    "Examples:",
    "  cladescope inspect best_net_G.pth",
    "  cladescope synthesize best_net_G.pth labels.png -o picture.png",
    "  cladescope report best_net_G.pth labels.png -o report.html",
    "",
    "`cladescope COMMAND --help` tells more; `cladescope --version` tells the version.",
  ].join("\n");
}

function optionName(option: string, { short, value }: OptionSpec): string {
  return `${short === undefined ? "    " : `-${short}, `}--${option}${value === undefined ? "" : ` ${value}`}`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
