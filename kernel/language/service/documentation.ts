/**
 * JSDoc as Markdown and as plain text.
 *
 * @module
 */

import type tsApi from "typescript";
import type { InspectAnswer } from "../messages.ts";

/** @param display The declaration in TypeScript. */
export function documentation(
  display: string,
  text: tsApi.SymbolDisplayPart[] | undefined,
  tags: tsApi.JSDocTagInfo[] | undefined,
): InspectAnswer {
  const markdown = [`\`\`\`typescript\n${display}\n\`\`\``];
  const plain = [display];
  const about = linked(text);
  if (about.plain !== "") {
    markdown.push(about.markdown);
    plain.push(about.plain);
  }
  for (const tag of tags ?? []) {
    const described = describeTag(tag);
    markdown.push(described.markdown);
    plain.push(described.plain);
  }
  return { markdown: markdown.join("\n\n"), plain: plain.join("\n\n") };
}

function describeTag({ name, text }: tsApi.JSDocTagInfo): InspectAnswer {
  const body = linked(text);
  if (name === "example") {
    const code = body.plain.includes("```")
      ? body.plain
      : `\`\`\`typescript\n${body.plain}\n\`\`\``;
    return { markdown: `*@example*\n\n${code}`, plain: `@example\n${body.plain}` };
  }
  const parameter = text?.find(
    ({ kind }) => kind === "parameterName" || kind === "typeParameterName",
  )?.text;
  if (parameter === undefined) {
    return {
      markdown: `*@${name}* ${body.markdown}`.trim(),
      plain: `@${name} ${body.plain}`.trim(),
    };
  }
  const about = body.markdown.slice(parameter.length).replace(/^[\s—-]+/, "");
  const aboutPlain = body.plain.slice(parameter.length).replace(/^[\s—-]+/, "");
  return {
    markdown: `*@${name}* \`${parameter}\`${about === "" ? "" : ` — ${about}`}`,
    plain: `@${name} ${parameter}${aboutPlain === "" ? "" : ` — ${aboutPlain}`}`,
  };
}

/** Text with its `{@link target label}` parts as links or code. */
function linked(parts: tsApi.SymbolDisplayPart[] | undefined): InspectAnswer {
  let markdown = "";
  let plain = "";
  for (const { kind, text } of parts ?? []) {
    if (kind === "link") continue; // `{@link ` and `}`
    if (kind !== "linkText" && kind !== "linkName") {
      markdown += text;
      plain += text;
      continue;
    }
    const [, url, label] = /^\s*(https?:\/\/\S+)\s*\|?\s*([\s\S]*)$/.exec(text) ?? [];
    if (url === undefined) {
      const words = text.replace(/^[\s|]+/, "");
      markdown += words === "" ? "" : `\`${words}\``;
      plain += words;
    } else {
      markdown += `[${label || url}](${url})`;
      plain += label ? `${label} (${url})` : url;
    }
  }
  return { markdown: markdown.trim(), plain: plain.trim() };
}
