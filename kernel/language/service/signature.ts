/**
 * The signature of the call around the cursor: what a reader wants to see inside `f(`.
 *
 * @module
 */

import type tsApi from "typescript";
import type { InspectAnswer } from "../messages.ts";
import ts from "../typescript.ts";
import { documentation } from "./documentation.ts";
import type { Draft } from "./draft.ts";

export function signatureAt({ service, fileName }: Draft, at: number): InspectAnswer | undefined {
  const help = service.getSignatureHelpItems(fileName, at, undefined);
  const item = help?.items[help.selectedItemIndex];
  if (help === undefined || item === undefined) return undefined;
  const active = item.parameters[Math.min(help.argumentIndex, item.parameters.length - 1)];
  const answer = documentation(signatureText(item), item.documentation, item.tags);
  const overloads = help.items.length > 1 ? `\n\n${help.items.length} overloads` : "";
  if (active === undefined) {
    return { markdown: answer.markdown + overloads, plain: answer.plain + overloads };
  }
  const label = ts.displayPartsToString(active.displayParts);
  const about = ts.displayPartsToString(active.documentation);
  const more = about === "" ? "" : `: ${about}`;
  return {
    markdown: `${answer.markdown}\n\nParameter **\`${label}\`**${more}${overloads}`,
    plain: `${answer.plain}\n\nParameter ${label}${more}${overloads}`,
  };
}

function signatureText(item: tsApi.SignatureHelpItem): string {
  const { prefixDisplayParts, separatorDisplayParts, suffixDisplayParts, parameters } = item;
  const separator = ts.displayPartsToString(separatorDisplayParts);
  return (
    ts.displayPartsToString(prefixDisplayParts) +
    parameters.map(({ displayParts }) => ts.displayPartsToString(displayParts)).join(separator) +
    ts.displayPartsToString(suffixDisplayParts)
  );
}
