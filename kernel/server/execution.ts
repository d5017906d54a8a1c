/**
 * Brings one cell from its TypeScript to the child: lowers it, has it checked where that comes first, hands it over.
 *
 * @module
 */

import type { CellId, LoweredScript, ToChild } from "../link/messages.ts";
import { helpPayload } from "./assistance.ts";
import type { RunningCell } from "./cell.ts";
import { diagnosticsText, typeScriptError } from "./diagnostics.ts";
import { readHelpRequest } from "./help.ts";
import type { LanguageClient } from "./language-client.ts";
import { log } from "./log.ts";
import type { StreamBatches } from "./streams.ts";

export interface ExecutionParts {
  readonly language: LanguageClient;
  readonly streams: StreamBatches;
  send(message: ToChild): void;
}

/** Ends the cell where it cannot be run. An interrupt may end it at any `await`. */
export async function startCell(cell: RunningCell, parts: ExecutionParts): Promise<void> {
  const { code, userExpressions } = cell.content;
  if (code.trim() === "" && Object.keys(userExpressions).length === 0) {
    cell.end({ status: "ok", userExpressions: {} });
    return;
  }
  try {
    await prepare(cell, parts);
  } catch (error) {
    const evalue = error instanceof Error ? error.message : String(error);
    cell.fail({ ename: "KernelError", evalue, traceback: [`KernelError: ${evalue}`] });
  }
}

async function prepare(cell: RunningCell, parts: ExecutionParts): Promise<void> {
  const { language, streams, send } = parts;
  const { code, silent, allowStdin } = cell.content;
  const help = readHelpRequest(code);
  if (help !== undefined) {
    cell.end({ status: "ok", userExpressions: {}, payload: [await helpPayload(language, help)] });
    return;
  }
  const lowered = await language.request("lower", {
    cell: cell.id,
    source: code,
    title: `Cell In[${cell.executionCount}]`,
    storeNames: true,
  });
  if (cell.over) return;
  if ("syntaxError" in lowered) {
    cell.fail(lowered.syntaxError);
    return;
  }

  const check = lowered.typeCheck !== "off" && !silent;
  if (check && lowered.typeCheck === "error") {
    const diagnostics = await language.request("check", { cell: cell.id });
    if (cell.over) return;
    const error = typeScriptError(diagnostics);
    if (error !== undefined) {
      cell.fail(error);
      return;
    }
    streams.push(cell.id, "stderr", diagnosticsText(diagnostics));
  }

  const userExpressions = await lowerExpressions(cell, language);
  if (cell.over) return;
  cell.sent = true;
  send({
    type: "execute",
    cell: cell.id,
    script: lowered.script,
    silent,
    allowStdin,
    executionCount: cell.executionCount,
    userExpressions,
  });
  if (check && lowered.typeCheck === "warn") {
    cell.checks = showDiagnostics(cell.id, language, streams);
  }
}

/** Text of the cell's type errors, whenever they are known. */
async function showDiagnostics(
  cell: CellId,
  language: LanguageClient,
  streams: StreamBatches,
): Promise<void> {
  try {
    const text = diagnosticsText(await language.request("check", { cell }));
    streams.push(cell, "stderr", text);
  } catch (error) {
    // The cell runs all the same; that its types could not be checked is nothing to bother its reader with.
    log(() => `cell ${cell} could not be checked: ${error}`);
  }
}

async function lowerExpressions(
  cell: RunningCell,
  language: LanguageClient,
): Promise<Record<string, LoweredScript | { syntaxError: string }>> {
  const entries = Object.entries(cell.content.userExpressions).map(async ([name, source]) => {
    const answer = await language.request("lowerExpression", { source, title: `"${name}"` });
    const lowered = "script" in answer ? answer.script : { syntaxError: answer.syntaxError.evalue };
    return [name, lowered] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
