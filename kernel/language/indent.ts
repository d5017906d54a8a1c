/**
 * The indentation that a front end puts on the next line of an unfinished cell.
 *
 * @module
 */

import ts from "./typescript.ts";

const { SyntaxKind } = ts;

/** As deep as the innermost bracket that is open, or one level below a statement that goes on. */
export function indentAfter(source: string): string {
  const lines = source.split(/\r\n|\n|\r/);
  const unit = unitOf(lines);
  const { open, inText, inComment, last } = scan(source);
  if (inText) return "";
  const lastLine = lines.findLast((line) => line.trim() !== "") ?? "";
  if (inComment) return `${indentOf(lastLine)}${/^\s*\/\*/.test(lastLine) ? " " : ""}`;
  const bracketLine = open === undefined ? undefined : lineAt(source, open);
  if (bracketLine !== undefined) {
    const deeper = indentOf(bracketLine) + unit;
    return bracketLine === lastLine || !goesOn(last) ? deeper : `${indentOf(lastLine)}${unit}`;
  }
  return indentOf(lastLine) + (goesOn(last) ? unit : "");
}

interface Scan {
  /** Position of the innermost open bracket. */
  open: number | undefined;
  /** The source ends inside a template. */
  inText: boolean;
  inComment: boolean;
  last: number;
}

function scan(source: string): Scan {
  const scanner = ts.createScanner(
    ts.ScriptTarget.ESNext,
    false,
    ts.LanguageVariant.Standard,
    source,
  );
  const open: Array<{ position: number; template: boolean }> = [];
  let inText = false;
  let inComment = false;
  let last: number = SyntaxKind.Unknown;
  for (;;) {
    let token: number = scanner.scan();
    if (token === SyntaxKind.EndOfFileToken) break;
    inComment = token === SyntaxKind.MultiLineCommentTrivia && scanner.isUnterminated();
    if (token <= SyntaxKind.LastTriviaToken) continue;
    if (token === SyntaxKind.CloseBraceToken && open.at(-1)?.template) {
      open.pop();
      token = scanner.reScanTemplateToken(false);
      inText = scanner.isUnterminated();
      if (token === SyntaxKind.TemplateMiddle) {
        open.push({ position: scanner.getTokenStart(), template: true });
      }
    } else if (token === SyntaxKind.TemplateHead) {
      open.push({ position: scanner.getTokenStart(), template: true });
    } else if (OPENING.has(token)) {
      open.push({ position: scanner.getTokenStart(), template: false });
    } else if (CLOSING.has(token)) {
      open.pop();
    } else if (token === SyntaxKind.NoSubstitutionTemplateLiteral) {
      inText = scanner.isUnterminated();
    }
    last = token;
  }
  return { open: open.at(-1)?.position, inText, inComment, last };
}

const OPENING: ReadonlySet<number> = new Set([
  SyntaxKind.OpenBraceToken,
  SyntaxKind.OpenBracketToken,
  SyntaxKind.OpenParenToken,
]);

const CLOSING: ReadonlySet<number> = new Set([
  SyntaxKind.CloseBraceToken,
  SyntaxKind.CloseBracketToken,
  SyntaxKind.CloseParenToken,
]);

/** Behind an operator, `=>`, `if (x)` or `else` the statement continues below, one level in. */
function goesOn(token: number): boolean {
  return (
    token === SyntaxKind.CloseParenToken ||
    token === SyntaxKind.ElseKeyword ||
    token === SyntaxKind.DoKeyword ||
    (token >= SyntaxKind.FirstBinaryOperator &&
      token <= SyntaxKind.LastBinaryOperator &&
      token !== SyntaxKind.CommaToken) ||
    token === SyntaxKind.EqualsGreaterThanToken ||
    token === SyntaxKind.QuestionToken ||
    token === SyntaxKind.ColonToken
  );
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

function lineAt(source: string, position: number): string {
  const start = source.lastIndexOf("\n", position - 1) + 1;
  return source.slice(start).split(/\r?\n/, 1)[0] ?? "";
}

/** One level as the cell itself writes it, else two spaces. */
function unitOf(lines: readonly string[]): string {
  const first = lines.map(indentOf).find((indent) => indent !== "");
  return first === undefined
    ? "  "
    : first.startsWith("\t")
      ? "\t"
      : first.length % 4 === 0
        ? "    "
        : "  ";
}
