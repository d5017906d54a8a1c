/**
 * A cell as the compiler sees it.
 *
 * @module
 */

import type { CellId } from "../../link/messages.ts";
import type { TypeCheckMode } from "../messages.ts";
import type { Declarations } from "./declarations.ts";

export interface NewCell {
  cell: CellId;
  source: string;
  title: string;
  mode: TypeCheckMode;
  /** What its magic comment says instead of a mode. */
  badMode?: string;
}

export interface Cell extends NewCell {
  /** `./__cell_3`, as other cells import it. */
  specifier: string;
  /** With folder and extension. */
  fileName: string;
  /** Another one for each lowering, also of the same number. */
  version: number;
  /** The module's whole text. */
  text: string;
  /** Length of what stands before the user's text; see source-kind.ts. */
  offset: number;
  declarations: Declarations;
  /** The cells whose names it uses. */
  uses: Set<Cell>;
  /** Who had its names before, in case it is taken back. */
  replaces: Map<string, Cell | undefined>;
  /** Its check has not run yet. */
  pending: boolean;
  /** It changes what is global, so it stays. */
  augments: boolean;
}
