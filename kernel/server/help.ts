/**
 * `Math.abs?` or `?Math.abs` as a whole cell asks what a name is; two question marks ask for more. It is no
 * TypeScript, so no program is lost to it. The answer is a pager payload, which JupyterLab shows below the cell.
 *
 * Source: jupyter_client `docs/messaging.rst`, "Payloads"; the convention is IPython's.
 *
 * @module
 */

export interface HelpRequest {
  readonly name: string;
  readonly detailLevel: 0 | 1;
}

const HELP =
  /^\s*(?:(?<before>\?{1,2})\s*)?(?<name>[\p{ID_Start}$_][\p{ID_Continue}$.]*)\s*(?<after>\?{1,2})?\s*$/u;

/** What a cell asks about; undefined where it is an ordinary cell. */
export function readHelpRequest(code: string): HelpRequest | undefined {
  const { before, name, after } = HELP.exec(code)?.groups ?? {};
  const marks = before ?? after;
  if (name === undefined || marks === undefined) return undefined;
  return { name, detailLevel: marks.length > 1 ? 1 : 0 };
}
