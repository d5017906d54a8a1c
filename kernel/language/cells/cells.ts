/**
 * The cells as the compiler sees them: each is a module whose text is the user's, followed by a tail that
 * declares the names of earlier cells and exports the cell's own.
 *
 * Ambient declarations and imports may follow their use, so positions in the cell need no mapping. The
 * latest declaration of a name wins. A cell stays only while something needs it: a name that is still
 * its own, a check that has not run, or another cell that stays.
 *
 * @module
 */

import type { CellId } from "../../link/messages.ts";
import type { Cell, NewCell } from "./cell.ts";
import { type Declarations, declarationsOf } from "./declarations.ts";
import { type ParsedSource, parseSource } from "./source-kind.ts";
import { exportTail, mentionedIn, scopeTail } from "./tail.ts";

/** Cells whose check nobody asked for are not waited for longer than this many cells. */
const PENDING_LIMIT = 100;

export class Cells {
  readonly #folder: string;
  readonly #jsxNames: readonly string[];
  #count = 0;
  readonly #owners = new Map<string, Cell>();
  readonly #byFile = new Map<string, Cell>();
  readonly #pending = new Map<CellId, Cell>();

  constructor(folder: string, jsxNames: readonly string[]) {
    this.#folder = folder;
    this.#jsxNames = jsxNames;
  }

  /** Makes a cell's names known to all later ones. */
  add(newCell: NewCell): Cell {
    const parsed = parseSource(newCell.source);
    const declarations = declarationsOf(parsed.sourceFile);
    const base = `__cell_${newCell.cell}`;
    const { text, uses } = this.#moduleText(newCell.source, parsed, declarations);
    const cell: Cell = {
      ...newCell,
      specifier: `./${base}`,
      version: ++this.#count,
      fileName: `${this.#folder}/${base}${parsed.tsx ? ".tsx" : ".ts"}`,
      text,
      offset: parsed.head.length,
      declarations,
      uses,
      replaces: new Map(),
      pending: newCell.mode !== "off",
      augments: /\bdeclare\s+(global|module)\b/.test(newCell.source),
    };
    for (const name of declarations.keys()) {
      cell.replaces.set(name, this.#owners.get(name));
      this.#owners.set(name, cell);
    }
    this.#byFile.set(cell.fileName, cell);
    if (cell.pending) this.#pending.set(cell.cell, cell);
    for (const old of this.#pending.values()) {
      if (this.#pending.size <= PENDING_LIMIT) break;
      this.#settle(old);
    }
    this.#collect();
    return cell;
  }

  pending(cell: CellId): Cell | undefined {
    return this.#pending.get(cell);
  }

  /**
   * The cell has been checked: unless a name needs it, it goes.
   *
   * @param settled What may stand for the whole cell from now on; see settled.ts.
   */
  checked(cell: Cell, settled?: string): void {
    if (settled !== undefined) {
      cell.text = settled;
      cell.version = ++this.#count;
      cell.uses.clear();
      for (const [name, declaration] of cell.declarations) {
        const at = Math.max(settled.indexOf(` ${name}:`), settled.indexOf(` ${name} =`));
        declaration.position = at + 1;
      }
    }
    this.#settle(cell);
    this.#collect();
  }

  clear(): void {
    this.#owners.clear();
    this.#pending.clear();
    this.#byFile.clear();
  }

  /** The cell will not run: its names are again what they were before. */
  takeBack(cell: Cell): void {
    for (const [name, before] of cell.replaces) {
      if (this.#owners.get(name) !== cell) continue;
      if (before) this.#owners.set(name, before);
      else this.#owners.delete(name);
    }
    cell.augments = false;
    this.checked(cell);
  }

  owner(name: string): Cell | undefined {
    return this.#owners.get(name);
  }

  /** Who had a name when `cell` came. */
  before(cell: Cell, name: string): Cell | undefined {
    return [...cell.uses].find((other) => other.declarations.has(name));
  }

  file(fileName: string): Cell | undefined {
    return this.#byFile.get(fileName);
  }

  /** The file that `./__cell_3` stands for. */
  resolve(specifier: string): string | undefined {
    if (!specifier.startsWith("./__cell_")) return undefined;
    const path = `${this.#folder}/${specifier.slice(2)}`;
    return [`${path}.ts`, `${path}.tsx`].find((file) => this.#byFile.has(file));
  }

  fileNames(): Iterable<string> {
    return this.#byFile.keys();
  }

  /** The tail for a cell that is still being written; `word` is the beginning of one more name. */
  scope(source: string, own: Declarations, word?: string): string {
    const names = mentionedIn(source, this.#jsxNames);
    if (word !== undefined) {
      for (const name of this.#owners.keys()) if (name.startsWith(word)) names.add(name);
    }
    return scopeTail(names, own, this.#owners).text + exportTail(own);
  }

  #moduleText(
    source: string,
    parsed: ParsedSource,
    declarations: Declarations,
  ): { text: string; uses: Set<Cell> } {
    const { text, uses } = scopeTail(
      mentionedIn(source, this.#jsxNames),
      declarations,
      this.#owners,
    );
    return {
      text: `${parsed.head}${source}${parsed.close}\n;${text}${exportTail(declarations)}`,
      uses,
    };
  }

  #settle(cell: Cell): void {
    cell.pending = false;
    cell.replaces.clear();
    this.#pending.delete(cell.cell);
  }

  /** Forgets every cell that nothing leads to. */
  #collect(): void {
    const kept = new Set<Cell>();
    const keep = (cell: Cell): void => {
      if (kept.has(cell)) return;
      kept.add(cell);
      const waiting = [...cell.uses];
      for (const before of cell.replaces.values()) if (before) waiting.push(before);
      for (const other of waiting) keep(other);
    };
    for (const cell of this.#owners.values()) keep(cell);
    for (const cell of this.#pending.values()) keep(cell);
    for (const cell of this.#byFile.values()) if (cell.augments) keep(cell);
    for (const [file, cell] of this.#byFile) if (!kept.has(cell)) this.#byFile.delete(file);
  }
}
