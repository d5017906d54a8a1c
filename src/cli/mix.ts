/**
 * `cladescope mix`: codes between and across two pictures.
 *
 * @module
 */

import { extname } from "node:path";
import type { Tensor } from "../checkpoint/tensor.ts";
import { EngineError } from "../errors.ts";
import type { Arguments, Command } from "./command.ts";

export const command: Command = {
  summary: "a code between two: styles of regions, latent codes",
  usage: "A.npy B.npy [--at T] [--regions 1,17] -o OUT.npy",
  description: `Goes from A to B: two arrays of style codes [regions, length], or two latent codes [z_dim], as "cladescope style" writes
them. T is 0 for A and 1 for B, a half by default; beyond them it goes on in the same direction. Style codes are mixed
along the straight line, each region by itself; a region that one of the two lacks is taken from the other. Latent codes
are turned from one to the other (--straight for the line).

With --regions only those change, and all others stay A's: "--at 1 --regions 13" gives A with region 13 of B.`,
  options: {
    output: { type: "string", short: "o", value: "FILE", help: "where the code goes: .npy" },
    at: { type: "string", value: "T", help: "0 is A, 1 is B (default 0.5); from −10 to 10" },
    regions: {
      type: "string",
      value: "ROWS",
      help: "bank rows of the regions that change, with commas (style codes; default: all)",
    },
    straight: { type: "boolean", help: "the straight line between latent codes" },
  },
  examples: [
    "cladescope mix a.npy b.npy --at 0.25 -o between.npy",
    "cladescope mix me.npy you.npy --at 1 --regions 13 -o my-face-your-hair.npy",
  ],
  run: mix,
};

async function mix(args: Arguments): Promise<void> {
  const [a, b] = args.exactly("A", "B");
  const output = args.required("output");
  if (extname(output).toLowerCase() !== ".npy") {
    throw args.usage(`-o takes a name that ends in .npy, not "${output}"`);
  }
  const t = args.number("at", -10, 10) ?? 0.5;
  const rows = args.string("regions");
  const regions = rows
    ?.split(",")
    .map((row) => (/^\s*\d+\s*$/.test(row) ? Number(row) : Number.NaN));
  if (regions?.some(Number.isNaN)) {
    throw args.usage(`--regions takes bank rows with commas, such as 1,17, not "${rows}"`);
  }
  const straight = args.flag("straight");

  const { prepareOutput, writeFileAtomically } = await import("../checkpoint/atomic-file.ts");
  await prepareOutput(output);
  const { readArray } = await import("../models/read-maps.ts");
  const { encodeNpy } = await import("../checkpoint/npy.ts");
  const [from, to] = [readCodes(await readArray(a), a), readCodes(await readArray(b), b)];
  if (from.shape.join() !== to.shape.join()) {
    throw new EngineError({
      what: "these two do not go together",
      where: `${a}, ${b}`,
      expected: "two arrays of style codes, or two latent codes, of one network",
      got: `[${from.shape.join(", ")}] and [${to.shape.join(", ")}]`,
      hint: "cladescope style writes them",
    });
  }
  if (from.shape.length === 1 && regions !== undefined) {
    throw args.usage("--regions goes with style codes; a latent code has no regions");
  }
  if (from.shape.length === 2 && straight) {
    throw args.usage("--straight goes with latent codes; style codes are always mixed so");
  }
  const data = await mixed(from, to, t, { regions, straight });
  if (!data.every(Number.isFinite)) {
    throw new EngineError({
      what: "the mixture has numbers that are not finite",
      where: `${a}, ${b}`,
      expected: "codes of usual size: a few units",
      got: `numbers of up to ${Math.max(mostOf(from.values), mostOf(to.values)).toPrecision(3)}, at ${t}`,
      hint: "look at how the codes were saved",
    });
  }
  await writeFileAtomically(output, [encodeNpy({ dtype: "float32", shape: from.shape, data })]);
  const what = from.shape.length === 2 ? "style codes" : "a latent code";
  console.log(`${output}: ${what} [${from.shape.join(", ")}]`);
}

function mostOf(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

interface Codes {
  readonly where: string;

  /** [regions, length] or [z_dim] */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Leading axes of length one are accepted. */
function readCodes({ shape: given, data }: Tensor, where: string): Codes {
  const shape = [...given];
  while (shape.length > 1 && shape[0] === 1) shape.shift();
  const values = Float32Array.from(data as ArrayLike<number | bigint>, Number);
  const fits = (shape.length === 1 || shape.length === 2) && values.length > 0;
  if (fits && values.every(Number.isFinite)) return { where, shape, values };
  throw new EngineError({
    what: "this is neither style codes nor a latent code",
    where,
    expected: "finite numbers, [regions, length] or [z_dim]",
    got: fits ? "some that are not finite" : `an array of shape [${given.join(", ")}]`,
    hint: "cladescope style writes them",
  });
}

async function mixed(
  from: Codes,
  to: Codes,
  t: number,
  { regions, straight }: { readonly regions: readonly number[] | undefined; straight: boolean },
): Promise<Float32Array> {
  if (from.shape.length === 1) {
    const { interpolateLatents } = await import("../models/latent.ts");
    return interpolateLatents(from.values, to.values, t, straight ? "linear" : "spherical");
  }
  const { mixCodes } = await import("../modulation/mix-codes.ts");
  const { styleCodesOf } = await import("../modulation/style-codes.ts");
  const codes = ({ values, shape: [rows, length], where }: Codes) =>
    styleCodesOf(values, rows, length, where);
  return mixCodes(codes(from), codes(to), t, { regions }).values;
}
