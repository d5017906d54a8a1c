/**
 * What is under the cursor: inspect_request of the protocol.
 *
 * @module
 */

import type tsApi from "typescript";
import type { InspectAnswer } from "../messages.ts";
import ts from "../typescript.ts";
import { documentation } from "./documentation.ts";
import type { Draft } from "./draft.ts";
import { signatureAt } from "./signature.ts";

/** Undefined positions are tried in turn: the name at the cursor, the call around it, the name before it. */
export function inspect(draft: Draft, cursor: number, detailLevel: number): InspectAnswer | null {
  const at = cursor + draft.offset;
  const touches = /[\p{ID_Continue}$]/u;
  const onName =
    touches.test(draft.source[cursor] ?? "") || touches.test(draft.source[cursor - 1] ?? "");
  const answer =
    (onName ? nameAt(draft, at) : undefined) ??
    signatureAt(draft, at) ??
    nameAt(draft, at) ??
    (cursor > 0 ? nameAt(draft, at - 1) : undefined);
  if (answer === undefined) return null;
  const definition = detailLevel > 0 && onName ? definitionAt(draft, at) : undefined;
  return definition === undefined
    ? answer
    : {
        markdown: `${answer.markdown}\n\n---\n\n\`\`\`typescript\n${definition}\n\`\`\``,
        plain: `${answer.plain}\n\n${definition}`,
      };
}

function nameAt(draft: Draft, at: number): InspectAnswer | undefined {
  const info = quickInfoAt(draft, at);
  if (info === undefined) return undefined;
  const display = ts
    .displayPartsToString(info.displayParts)
    // A name of an earlier cell is an import only in the compiler's eyes.
    .replace(/^\(alias\) ([\s\S]*)\nimport [\p{ID_Continue}$]+$/u, "$1")
    .replace(/^[\p{ID_Continue}$]+(?=[(<])/u, "function $&");
  // The compiler's answer to a name that it has not found.
  if (display === "" || (display === "any" && info.kind === "")) return undefined;
  return documentation(display, info.documentation, info.tags);
}

/** Of a name that another cell declares, what is known where it is declared. */
function quickInfoAt(draft: Draft, at: number): tsApi.QuickInfo | undefined {
  const { service, fileName, source, offset } = draft;
  const info = service.getQuickInfoAtPosition(fileName, at);
  if (info === undefined) return undefined;
  const name = source.slice(
    info.textSpan.start - offset,
    info.textSpan.start - offset + info.textSpan.length,
  );
  const carried = draft.owner(name);
  const there = carried?.declarations.get(name);
  // An expression cannot be a type, but a name can be asked about.
  if (carried && there && !there.value && !draft.own.has(name)) {
    return service.getQuickInfoAtPosition(carried.fileName, there.position) ?? info;
  }
  const [definition] = service.getDefinitionAtPosition(fileName, at) ?? [];
  const owner = definition?.fileName === fileName ? draft.owner(name) : undefined;
  const declared = owner?.declarations.get(name);
  const inDraft = definition !== undefined && isInSource(draft, definition.textSpan.start);
  if (owner === undefined || declared === undefined || inDraft) return info;
  return service.getQuickInfoAtPosition(owner.fileName, declared.position) ?? info;
}

function isInSource({ offset, source }: Draft, position: number): boolean {
  return position >= offset && position < offset + source.length;
}

/** The text of the declaration, for what the user wrote: cells and local files, not packages. */
function definitionAt({ service, fileName, owner }: Draft, at: number): string | undefined {
  const program = service.getProgram();
  for (const definition of service.getDefinitionAtPosition(fileName, at) ?? []) {
    if (definition.fileName.includes("/node_modules/")) continue;
    if (definition.fileName.endsWith("/__cell_globals.d.ts")) continue;
    const file = program?.getSourceFile(definition.fileName);
    const span = definition.contextSpan ?? definition.textSpan;
    const text = file?.text.slice(span.start, span.start + span.length);
    if (text === undefined) continue;
    const cell = owner(definition.name);
    const isCells = definition.fileName === cell?.fileName || text.startsWith("declare let ");
    // What stands for a cell's name here may be ours; the cell says how the user wrote it.
    return cell && isCells && !cell.source.includes(text) ? cell.source : text;
  }
  return undefined;
}
