/**
 * The compiler's language service over the cells of one notebook.
 *
 * @module
 */

import type tsApi from "typescript";
import type { CellId } from "../../link/messages.ts";
import type { Cell, NewCell } from "../cells/cell.ts";
import { Cells } from "../cells/cells.ts";
import { declarationsOf } from "../cells/declarations.ts";
import { parseSource } from "../cells/source-kind.ts";
import type { CompleteAnswer, Diagnostic, InspectAnswer, LanguageRequests } from "../messages.ts";
import { jsxNames } from "../project/cell-options.ts";
import type { Project } from "../project/project.ts";
import ts from "../typescript.ts";
import { CompilerHost } from "./compiler-host.ts";
import { complete, wordBefore } from "./completion.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import type { Draft, Notebook } from "./draft.ts";
import { inspect } from "./inspection.ts";
import { settledText } from "./settled.ts";

export class LanguageService {
  readonly #project: Project;
  readonly #cells: Cells;
  readonly #host: CompilerHost;
  readonly #service: tsApi.LanguageService;
  /** Cells that were lowered while the compiler was at work; they are added before its next work. */
  #arrived: NewCell[] = [];
  #forgotten = false;
  #warning: string | undefined;

  /** @param pause Called often during long work, to let what is urgent be done. */
  constructor(project: Project, pause: () => void) {
    this.#project = project;
    this.#warning = project.warning;
    this.#cells = new Cells(project.folder, jsxNames(project.options));
    this.#host = new CompilerHost(project, this.#cells, pause);
    this.#host.setFile(`${project.folder}/${DRAFT}.ts`, "export {};");
    const registry = ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames);
    this.#service = ts.createLanguageService(this.#host.languageServiceHost, registry);
  }

  /** Makes a cell known; may be called while the compiler is at work. */
  add(cell: NewCell): void {
    this.#arrived.push(cell);
  }

  check(id: CellId): Diagnostic[] {
    this.#prepare();
    const cell = this.#cells.pending(id);
    const warnings = this.#takeWarnings();
    if (cell === undefined) return warnings;
    const diagnostics = diagnosticsOf(cell, this.#service, this.#cells);
    const failed = diagnostics.some(({ category }) => category === "error");
    if (failed && cell.mode === "error") this.#cells.takeBack(cell);
    else this.#cells.checked(cell, this.#settled(cell));
    this.#host.touch();
    if (cell.badMode !== undefined) {
      const words = `"off", "warn" or "error", not "${cell.badMode}"`;
      warnings.push(warn(`The comment // @typecheck in ${cell.title} takes ${words}.`));
    }
    return [...warnings, ...diagnostics];
  }

  complete({ source, cursor }: LanguageRequests["complete"]["ask"]): CompleteAnswer {
    return complete(this.#write(source, wordAt(source, cursor)), cursor);
  }

  inspect(ask: LanguageRequests["inspect"]["ask"]): InspectAnswer | null {
    return inspect(this.#write(ask.source), ask.cursor, ask.detailLevel);
  }

  /** The kernel's process is new: no cell has run. May be called while the compiler is at work. */
  forget(): void {
    this.#arrived = [];
    this.#forgotten = true;
  }

  /** Reads the standard files and makes the compiler ready, one step at a time. */
  *warmUp(): Generator<void> {
    this.#prepare();
    const program = this.#service.getProgram();
    yield;
    // Binding all files at once would keep a cell waiting; the checker finds bound files as they are.
    for (const file of program?.getSourceFiles() ?? []) {
      bindSourceFile?.(file, this.#project.options);
      yield;
    }
    program?.getTypeChecker();
    yield;
    this.complete({ source: "Math.a", cursor: 6 });
    yield;
    this.inspect({ source: "Math.abs", cursor: 8, detailLevel: 0 });
  }

  #settled(cell: Cell): string | undefined {
    const program = cell.declarations.size > 0 ? this.#service.getProgram() : undefined;
    return program && settledText(cell, program);
  }

  /** Brings the compiler's view up to date: cells that have come, files that were edited. */
  #prepare(): void {
    const arrived = this.#arrived;
    this.#arrived = [];
    if (this.#forgotten) {
      this.#forgotten = false;
      this.#cells.clear();
      this.#host.touch();
    }
    for (const newCell of arrived) {
      this.#host.addLibraries(librariesOf(newCell.source));
      this.#cells.add(newCell);
    }
    if (arrived.length > 0) this.#host.touch();
    this.#host.refresh();
  }

  /**
   * Puts an unsaved cell behind all others. It sees the names that it mentions, and those that `word` is the
   * beginning of: with all of a long notebook's names, each letter typed would cost more.
   */
  #write(source: string, word?: string): Draft {
    this.#prepare();
    const parsed = parseSource(source);
    const own = declarationsOf(parsed.sourceFile);
    const scope = this.#cells.scope(source, own, word);
    // What is unfinished could swallow a tail, so the names go before it; nothing else needs a place there.
    const broken = parsed.errors.length > 0;
    const head = (broken ? `${scope}\n` : "") + parsed.head;
    const fileName = `${this.#project.folder}/${DRAFT}${parsed.tsx ? ".tsx" : ".ts"}`;
    this.#host.setFile(fileName, `${head}${source}${parsed.close}${broken ? "" : `\n;${scope}`}`);
    const notebook: Notebook = { service: this.#service, owner: (name) => this.#cells.owner(name) };
    return { ...notebook, source, fileName, own, offset: head.length };
  }

  #takeWarnings(): Diagnostic[] {
    const warning = this.#warning;
    this.#warning = undefined;
    return warning === undefined ? [] : [warn(warning)];
  }
}

function warn(message: string): Diagnostic {
  return { code: 0, category: "warning", message, text: `Warning: ${message}` };
}

/** The beginning of a name at the cursor; undefined behind a dot, where only members fit. */
function wordAt(source: string, cursor: number): string | undefined {
  const before = source.slice(0, cursor);
  const word = wordBefore(before);
  return /(?<!\.)\.$/.test(before.slice(0, before.length - word.length)) ? undefined : word;
}

/** Base name of the cell that is being written. */
const DRAFT = "__cell_draft";

function librariesOf(source: string): string[] {
  return ts.preProcessFile(source, false).libReferenceDirectives.map(({ fileName }) => fileName);
}

/** Not among the declared types of the compiler, which is why its absence must not matter. */
const { bindSourceFile } = ts as {
  bindSourceFile?: (file: tsApi.SourceFile, options: tsApi.CompilerOptions) => void;
};
