/**
 * What a command is, and how its arguments are read.
 *
 * @module
 */

import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./usage-error.ts";

export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly short?: string;
  readonly multiple?: boolean;

  /** Its value may be left out, and is then empty. */
  readonly optional?: boolean;

  /** What stands for its value in the help: "FILE". */
  readonly value?: string;

  /** One line: meaning, unit, default. */
  readonly help: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

export interface Command {
  /** One line for `cladescope --help`. */
  readonly summary: string;

  /** "CHECKPOINT LABELS -o OUT": what follows the command's name. */
  readonly usage: string;

  /** A paragraph or two for `cladescope COMMAND --help`. */
  readonly description: string;

  readonly options: OptionSpecs;

  /** Lines to copy. */
  readonly examples: readonly string[];

  readonly run: (args: Arguments) => Promise<void>;
}

/** A command's arguments as strings; commands turn them into what they mean. */
export class Arguments {
  readonly command: string;
  readonly positionals: readonly string[];
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(
    command: string,
    positionals: readonly string[],
    values: Readonly<Record<string, unknown>>,
  ) {
    this.command = command;
    this.positionals = positionals;
    this.#values = values;
  }

  string(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  strings(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.map(String) : [];
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  /** A whole number in [min, max]. */
  integer(name: string, min: number, max: number): number | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= min && value <= max) return value;
    throw this.usage(`--${name} takes a whole number from ${min} to ${max}, not "${text}"`);
  }

  /** A number in [min, max]. */
  number(name: string, min: number, max: number): number | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() !== "" && value >= min && value <= max) return value;
    throw this.usage(`--${name} takes a number from ${min} to ${max}, not "${text}"`);
  }

  /** One of `choices`. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    const choice = choices.find((one) => one === text);
    if (choice !== undefined) return choice;
    throw this.usage(`--${name} is one of ${choices.join(", ")}, not "${text}"`);
  }

  /** Height and width from "256x512". */
  size(name: string): { height: number; width: number } | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    const [, height, width] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/i.exec(text) ?? [];
    if (height !== undefined) return { height: Number(height), width: Number(width) };
    throw this.usage(`--${name} takes HEIGHTxWIDTH in pixels, such as 256x512, not "${text}"`);
  }

  required(name: string): string {
    const value = this.string(name);
    if (value !== undefined) return value;
    throw this.usage(`--${name} is missing`);
  }

  /** Exactly these positional arguments. */
  exactly<N extends readonly string[]>(...names: N): { readonly [K in keyof N]: string } {
    const { positionals } = this;
    if (positionals.length === names.length) return positionals as { [K in keyof N]: string };
    if (positionals.length > names.length) {
      throw this.usage(`too many arguments: ${positionals.slice(names.length).join(" ")}`);
    }
    throw this.usage(`${names[positionals.length]} is missing`);
  }

  usage(message: string): UsageError {
    return new UsageError(message, this.command);
  }
}

/** @throws UsageError on an unknown option or a missing value. */
export function parseArguments(name: string, command: Command, argv: readonly string[]): Arguments {
  if (argv.some((arg) => /^(--[\w-]+=)?$/.test(arg))) {
    throw new UsageError("an argument is empty: is a shell variable unset?", name);
  }
  const args: string[] = [];
  for (const [index, arg] of argv.entries()) {
    const next = argv[index + 1];
    const bare = command.options[arg.slice(2)]?.optional && (next === undefined || next[0] === "-");
    const negative = /^-\d/.test(arg) && takesNext(argv[index - 1], command);
    // parseArgs takes "-1" for an option; whether it may be negative is for the command to say.
    if (negative) args[args.length - 1] += `=${arg}`;
    else args.push(arg.startsWith("--") && bare ? `${arg}=` : arg);
  }
  const options: NonNullable<ParseArgsConfig["options"]> = {};
  for (const [option, { type, short, multiple }] of Object.entries(command.options)) {
    options[option] = { type, ...(short && { short }), ...(multiple && { multiple }) };
  }
  try {
    const { positionals, values } = parseArgs({
      args,
      options: { ...options, help: { type: "boolean", short: "h" }, debug: { type: "boolean" } },
      allowPositionals: true,
      strict: true,
    });
    return new Arguments(name, positionals, values);
  } catch (error) {
    throw new UsageError((error as Error).message.split(". ")[0].replace(/\.$/, ""), name);
  }
}

/** Whether `arg` is an option whose value comes next. */
function takesNext(arg: string | undefined, { options }: Command): boolean {
  return arg?.startsWith("--") === true && options[arg.slice(2)]?.type === "string";
}
