/**
 * The files of a notebook as the language service asks for them: cells, the cell being written, the kernel's
 * globals, and the disk.
 *
 * @module
 */

import type tsApi from "typescript";
import type { Cells } from "../cells/cells.ts";
import { DiskFiles } from "../project/disk-files.ts";
import { globalsFile, globalsText } from "../project/globals.ts";
import type { Project } from "../project/project.ts";
import { createResolver } from "../project/resolution.ts";
import ts from "../typescript.ts";

interface VirtualFile {
  text: string;
  version: number;
  snapshot: tsApi.IScriptSnapshot;
}

export class CompilerHost {
  readonly languageServiceHost: tsApi.LanguageServiceHost;
  readonly #disk = new DiskFiles();
  readonly #virtual = new Map<string, VirtualFile>();
  readonly #libraries = new Set<string>();
  readonly #cells: Cells;
  #generation = 0;

  /** @param pause Called often during long work, to let what is urgent be done. */
  constructor(project: Project, cells: Cells, pause: () => void) {
    this.#cells = cells;
    this.setFile(globalsFile, globalsText([]));
    const { sys } = ts;
    const files = {
      fileExists: (name: string): boolean => this.#text(name) !== undefined || sys.fileExists(name),
      readFile: (name: string): string | undefined => this.#text(name) ?? sys.readFile(name),
      directoryExists: sys.directoryExists,
      getDirectories: sys.getDirectories,
      readDirectory: sys.readDirectory,
      ...(sys.realpath && { realpath: sys.realpath }),
      getCurrentDirectory: () => project.folder,
      useCaseSensitiveFileNames: sys.useCaseSensitiveFileNames,
    };
    const resolver = createResolver(files, project.folder, project.options, (specifier) =>
      cells.resolve(specifier),
    );
    // The compiler asks for this cache, though its declared types do not say so.
    const shared = { getModuleResolutionCache: () => resolver.cache };
    this.languageServiceHost = {
      ...files,
      ...shared,
      useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
      getCompilationSettings: () => project.options,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      getProjectVersion: () => String(this.#generation),
      getScriptFileNames: () => [...this.#virtual.keys(), ...cells.fileNames()],
      getScriptVersion: (name) => this.#version(name),
      getScriptSnapshot: (name) => {
        pause();
        return this.#snapshot(name);
      },
      getCancellationToken: () => ({
        isCancellationRequested: () => {
          pause();
          return false;
        },
      }),
      resolveModuleNameLiterals: resolver.modules,
      resolveTypeReferenceDirectiveReferences: resolver.types,
    };
  }

  /** Something has changed that the program is made of. */
  touch(): void {
    this.#generation += 1;
  }

  setFile(name: string, text: string): void {
    const before = this.#virtual.get(name);
    if (before?.text === text) return;
    const version = (before?.version ?? 0) + 1;
    this.#virtual.set(name, { text, version, snapshot: ts.ScriptSnapshot.fromString(text) });
    this.touch();
  }

  /** Libraries that a cell asked for stay, whether or not the cell does. */
  addLibraries(names: readonly string[]): void {
    for (const name of names) this.#libraries.add(name);
    if (names.length > 0) this.setFile(globalsFile, globalsText(this.#libraries));
  }

  /** Looks for edits of local files. */
  refresh(): void {
    if (this.#disk.refresh()) this.touch();
  }

  #text(name: string): string | undefined {
    return this.#cells.file(name)?.text ?? this.#virtual.get(name)?.text;
  }

  #version(name: string): string {
    const cell = this.#cells.file(name);
    if (cell) return `cell ${cell.version}`;
    const virtual = this.#virtual.get(name);
    return virtual ? String(virtual.version) : this.#disk.version(name);
  }

  #snapshot(name: string): tsApi.IScriptSnapshot | undefined {
    const cell = this.#cells.file(name);
    if (cell) return ts.ScriptSnapshot.fromString(cell.text);
    return this.#virtual.get(name)?.snapshot ?? this.#disk.snapshot(name);
  }
}
