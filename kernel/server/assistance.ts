/**
 * Answers of the language service in the protocol's words: completion, inspection, is_complete. They are given while
 * a cell runs as well, and are empty where the service cannot answer in time.
 *
 * Source: jupyter_client `docs/messaging.rst`, "Completion", "Introspection" and "Code completeness".
 *
 * @module
 */

import type { Json } from "../protocol/messages.ts";
import { toCodePoints, toUtf16 } from "./cursor.ts";
import { type HelpRequest, readHelpRequest } from "./help.ts";
import type { LanguageClient } from "./language-client.ts";
import { log } from "./log.ts";

/** In ms; reading the compiler's standard files takes some seconds at first. */
const TIMEOUT = 10_000;

export async function completeReply(language: LanguageClient, request: Json): Promise<Json> {
  const { source, cursor } = readPlace(request);
  const answer = await attempt(() => language.request("complete", { source, cursor }, TIMEOUT));
  const { matches, cursorStart, cursorEnd } = answer ?? {
    matches: [],
    cursorStart: cursor,
    cursorEnd: cursor,
  };
  const start = toCodePoints(source, cursorStart);
  const end = toCodePoints(source, cursorEnd);
  const types = matches.map(({ text, type, signature = "" }) => {
    return { text, type, signature, start, end };
  });
  return {
    status: "ok",
    matches: matches.map(({ text }) => text),
    cursor_start: start,
    cursor_end: end,
    metadata: types.length === 0 ? {} : { _jupyter_types_experimental: types },
  };
}

export async function inspectReply(language: LanguageClient, request: Json): Promise<Json> {
  const { source, cursor } = readPlace(request);
  const detailLevel = request.detail_level === 1 ? 1 : 0;
  const ask = { source, cursor, detailLevel };
  const answer = await attempt(() => language.request("inspect", ask, TIMEOUT));
  if (!answer) return { status: "ok", found: false, data: {}, metadata: {} };
  const data = { "text/plain": answer.plain, "text/markdown": answer.markdown };
  return { status: "ok", found: true, data, metadata: {} };
}

/** What a pager shows of a name. */
export async function helpPayload(
  language: LanguageClient,
  { name, detailLevel }: HelpRequest,
): Promise<Json> {
  const ask = { code: name, detail_level: detailLevel };
  const { found, data } = await inspectReply(language, ask);
  const unknown = { "text/plain": `nothing is known of ${name}` };
  return { source: "page", data: found === true ? data : unknown, start: 0 };
}

export async function isCompleteReply(language: LanguageClient, request: Json): Promise<Json> {
  const source = readCode(request);
  if (readHelpRequest(source) !== undefined) return { status: "complete" };
  const answer = await attempt(() => language.request("isComplete", { source }, TIMEOUT));
  return { ...(answer ?? { status: "unknown" }) };
}

function readCode({ code }: Json): string {
  return typeof code === "string" ? code : "";
}

/** Without a position, the end of the code is meant. */
function readPlace(request: Json): { source: string; cursor: number } {
  const source = readCode(request);
  const { cursor_pos: position } = request;
  return {
    source,
    cursor: typeof position === "number" ? toUtf16(source, position) : source.length,
  };
}

async function attempt<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    log(() => `the language service gave no answer: ${error}`);
    return undefined;
  }
}
