/**
 * The cell that is being written, as completion and inspection see it.
 *
 * @module
 */

import type tsApi from "typescript";
import type { Cell } from "../cells/cell.ts";
import type { Declarations } from "../cells/declarations.ts";

export interface Notebook {
  service: tsApi.LanguageService;
  /** The cell that declared a name last. */
  owner(name: string): Cell | undefined;
}

export interface Draft extends Notebook {
  source: string;
  fileName: string;
  /** Position of the cell's first character in the file. */
  offset: number;
  /** The names that it declares itself. */
  own: Declarations;
}
