/**
 * Completion in the cell that is being written: complete_request of the protocol.
 *
 * @module
 */

import type tsApi from "typescript";
import type { CompleteAnswer } from "../messages.ts";
import ts from "../typescript.ts";
import { describeEntry } from "./completion-entry.ts";
import type { Draft } from "./draft.ts";

/** What a front end can show; TypeScript offers over a thousand globals where nothing is typed. */
const MAX_MATCHES = 1000;
/** Signatures cost up to milliseconds each: only so many, and only for so long. */
const MAX_SIGNATURES = 32;
const SIGNATURES_MS = 12;
/** For as long where there are no more than that; the first ones may take tens of milliseconds. */
const FEW_SIGNATURES_MS = 200;

const PREFERENCES: tsApi.UserPreferences & tsApi.GetCompletionsAtPositionOptions = {
  includeCompletionsWithInsertText: true,
  includeCompletionsForModuleExports: false,
  includeCompletionsForImportStatements: false,
  jsxAttributeCompletionStyle: "none",
};

export function complete(draft: Draft, cursor: number): CompleteAnswer {
  const { source, fileName, offset, service } = draft;
  const at = cursor + offset;
  const info = service.getCompletionsAtPosition(fileName, at, PREFERENCES);
  if (info === undefined) return { matches: [], cursorStart: cursor, cursorEnd: cursor };

  const word = cursor - wordBefore(source.slice(0, cursor)).length;
  const chosen = inPlace(info, word + offset, at, source.slice(word, cursor), source, offset);
  const isFew = chosen.entries.length <= MAX_SIGNATURES;
  const deadline = performance.now() + (isFew ? FEW_SIGNATURES_MS : SIGNATURES_MS);
  const matches = chosen.entries.slice(0, MAX_MATCHES).map(({ entry, text }, index) => {
    const details =
      index < MAX_SIGNATURES && performance.now() < deadline && hasDetails(entry)
        ? service.getCompletionEntryDetails(
            fileName,
            at,
            entry.name,
            undefined,
            entry.source,
            PREFERENCES,
            entry.data,
          )
        : undefined;
    return { text, ...describeEntry(entry, details, draft.owner(entry.name)) };
  });
  return { matches, cursorStart: chosen.start - offset, cursorEnd: cursor };
}

/** The identifier, or the part of one, that a text ends with. */
export function wordBefore(text: string): string {
  return /[\p{ID_Continue}$\u200c\u200d]*$/u.exec(text)?.[0] ?? "";
}

interface Chosen {
  entries: Array<{ entry: tsApi.CompletionEntry; text: string }>;
  start: number;
}

/**
 * The entries that continue what is typed, in the compiler's order. The protocol has one place for all
 * of them, so members that need brackets are offered only where there is nothing else.
 */
function inPlace(
  info: tsApi.CompletionInfo,
  wordStart: number,
  at: number,
  word: string,
  source: string,
  offset: number,
): Chosen {
  const plain: Array<{ entry: tsApi.CompletionEntry; text: string; start: number }> = [];
  const bracketed: typeof plain = [];
  for (const entry of info.entries) {
    const { replacementSpan: span, insertText } = entry;
    if (insertText?.startsWith("[") || insertText?.startsWith("?.[")) {
      if (span && word === "") bracketed.push({ entry, text: insertText, start: span.start });
      continue;
    }
    const inString = span !== undefined && insertText === undefined;
    const start = inString ? span.start : wordStart;
    const typed = inString ? source.slice(start - offset, at - offset) : word;
    if (entry.name.startsWith(typed)) plain.push({ entry, text: entry.name, start });
  }
  const entries = plain.length > 0 ? plain : bracketed;
  const start = entries[0]?.start ?? wordStart;
  const sorted = entries
    .filter((candidate) => candidate.start === start)
    .sort((a, b) => compare(a.entry.sortText, b.entry.sortText) || compare(a.text, b.text));
  return { entries: sorted, start };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function hasDetails({ kind }: tsApi.CompletionEntry): boolean {
  return kind !== ts.ScriptElementKind.keyword && kind !== ts.ScriptElementKind.string;
}
