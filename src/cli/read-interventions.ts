/**
 * Interventions from the command line.
 *
 * @module
 */

import { existsSync } from "node:fs";
import type { PlainIntervention } from "../analysis/interventions/parse-interventions.ts";
import { EngineError } from "../errors.ts";
import type { SweepWish } from "./intervene/sweep-option.ts";
import { printable } from "./printable.ts";
import type { CodeFiles } from "./restyle-codes.ts";

export interface ReadInterventions {
  /** Numbers stand in the place of paths of codes, and the first value in that of a number that is swept. */
  readonly plain: readonly PlainIntervention[];
  readonly codeFiles: CodeFiles;

  /** Those whose number takes the values of --sweep, by place. */
  readonly swept: ReadonlySet<number>;
}

/**
 * JSON as it stands, or in a file.
 *
 * @throws EngineError if it is none, describes no intervention, or has nothing to sweep.
 */
export async function readInterventions(
  wanted: string,
  sweep: SweepWish | undefined,
): Promise<ReadInterventions> {
  const { parseInterventions } = await import("../analysis/interventions/parse-interventions.ts");
  const { takeSwept } = await import("./intervene/sweep-option.ts");
  const { takeCodeFiles } = await import("./restyle-codes.ts");
  const { where, given } = await readJson(wanted);
  const { json, files } = takeCodeFiles(given, where);
  if (sweep === undefined) {
    return { plain: parseInterventions(json, where), codeFiles: files, swept: new Set() };
  }
  const { json: first, swept } = takeSwept(json, sweep, where);
  return { plain: parseInterventions(first, where), codeFiles: files, swept };
}

async function readJson(wanted: string): Promise<{ where: string; given: unknown }> {
  const isFile = !/^\s*[[{]/.test(wanted);
  if (!isFile || existsSync(wanted)) {
    const { readBytes } = await import("../labels/read-bytes.ts");
    const text = isFile ? new TextDecoder().decode(await readBytes(wanted)) : wanted;
    const where = isFile ? wanted : "--do";
    try {
      return { where, given: JSON.parse(text) };
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      throw notJson(where, printable(cause.message), cause);
    }
  }
  if (/\.json$/i.test(wanted)) {
    throw new EngineError({
      what: "there is no such file",
      where: "--do",
      expected: "a file of interventions, or JSON as it stands",
      got: printable(wanted),
      hint: "check the path",
    });
  }
  throw notJson("--do", printable(wanted.slice(0, 60)));
}

function notJson(where: string, got: string, cause?: unknown): EngineError {
  return new EngineError({
    what: "this is no intervention",
    where,
    expected: 'JSON such as {"kind": "scale", "factor": 2}, or the path of a file with it',
    got,
    hint: "in a shell put JSON into single quotes",
    cause,
  });
}
