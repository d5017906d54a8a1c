/**
 * Interventions from the command line.
 *
 * @module
 */

import { existsSync } from "node:fs";
import type { PlainIntervention } from "../analysis/interventions/parse-interventions.ts";
import { EngineError } from "../errors.ts";
import { printable } from "./printable.ts";
import type { CodeFiles } from "./restyle-codes.ts";

/** JSON as it stands, or in a file. @throws EngineError if it is none, or describes no intervention. */
export async function readInterventions(
  wanted: string,
): Promise<{ readonly plain: PlainIntervention[]; readonly codeFiles: CodeFiles }> {
  const { parseInterventions } = await import("../analysis/interventions/parse-interventions.ts");
  const isFile = !/^\s*[[{]/.test(wanted);
  if (!isFile || existsSync(wanted)) {
    const { readBytes } = await import("../labels/read-bytes.ts");
    const text = isFile ? new TextDecoder().decode(await readBytes(wanted)) : wanted;
    const where = isFile ? wanted : "--do";
    try {
      const { takeCodeFiles } = await import("./restyle-codes.ts");
      const { json, files } = takeCodeFiles(JSON.parse(text));
      return { plain: parseInterventions(json, where), codeFiles: files };
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
