/**
 * One walk over a cell's syntax tree that finds everything lowering must know, and erases types on the way.
 * It keeps its own stack, so that a cell of ten thousand chained terms does not exhaust the call stack.
 *
 * @module
 */

import type TS from "typescript";
import type { Edit } from "./script-writer.ts";

/** What one kind of node means to the walk; it pushes those children that remain in the script. */
export type Rule<N extends TS.Node = TS.Node> = (node: N, walk: Walk) => void;

/** Says what nodes of some kinds mean. */
export type AddRule = <N extends TS.Node>(kinds: readonly TS.SyntaxKind[], rule: Rule<N>) => void;

export interface WalkOptions {
  /** Walk on where only the compiler can lower. */
  isWhole?: boolean;
  /** Fields are assigned in the constructor (`useDefineForClassFields: false`), which only the compiler writes. */
  assignsFields?: boolean;
  /** After every `await` ask whether the cell has been interrupted (awaits.ts). */
  stopsAtAwait?: boolean;
}

export class Walk {
  readonly ts: typeof TS;
  readonly sourceFile: TS.SourceFile;
  readonly text: string;
  readonly edits: Edit[] = [];

  /** Whether the cell awaits outside functions, so that it must become an async function itself. */
  awaits = false;
  /** Whether the cell holds what only TypeScript's own emitter lowers: enums, JSX, decorators … */
  needsCompiler = false;
  /** `var` lists outside functions, also those in blocks and loops; statements hold theirs alone. */
  readonly vars: Array<{ list: TS.VariableDeclarationList; statement?: TS.VariableStatement }> = [];
  /** Identifiers in expressions: what is not among them is at most a type. */
  readonly values: Set<string> = new Set();
  /** Targets of assignments. */
  readonly assigned: TS.Identifier[] = [];
  /** Those of them that stand in `({ name } = …)`, where the name is the key as well. */
  readonly shorthandTargets: Set<TS.Identifier> = new Set();
  /** What JavaScript forbids, with a place. */
  readonly problems: Array<{ node: TS.Node; message: string }> = [];

  /** Whether the node at hand lies in a function (or a class field), where `await` is not the cell's. */
  inFunction = false;
  readonly #nodes: TS.Node[] = [];
  readonly #flags: boolean[] = [];

  readonly options: WalkOptions;

  constructor(ts: typeof TS, sourceFile: TS.SourceFile, options: WalkOptions) {
    this.options = options;
    this.ts = ts;
    this.sourceFile = sourceFile;
    this.text = sourceFile.text;
  }

  run(rules: ReadonlyArray<Rule | undefined>): void {
    const pushChild = (child: TS.Node): undefined => {
      this.push(child);
    };
    for (let i = this.sourceFile.statements.length - 1; i >= 0; i--) {
      this.push(this.sourceFile.statements[i]);
    }
    while (this.#nodes.length > 0 && (this.options.isWhole === true || !this.needsCompiler)) {
      const node = this.#nodes.pop() as TS.Node;
      this.inFunction = this.#flags.pop() as boolean;
      const rule = rules[node.kind];
      if (rule === undefined) this.ts.forEachChild(node, pushChild);
      else rule(node, this);
    }
    // Of edits at one place, insertions come first: what is erased there stands behind them.
    this.edits.sort((a, b) => a.start - b.start || a.end - b.end);
  }

  push(node: TS.Node | undefined, inFunction: boolean = this.inFunction): void {
    if (node === undefined) return;
    this.#nodes.push(node);
    this.#flags.push(inFunction);
  }

  pushAll(nodes: readonly TS.Node[] | undefined, inFunction: boolean = this.inFunction): void {
    if (nodes === undefined) return;
    for (const node of nodes) this.push(node, inFunction);
  }

  /** Names of members are no values, except computed ones. */
  pushName(name: TS.Node | undefined): void {
    if (name !== undefined && this.ts.isComputedPropertyName(name)) this.push(name);
  }

  replace(start: number, end: number, text: string): void {
    this.edits.push({ start, end, text });
  }

  start(node: TS.Node): number {
    return node.getStart(this.sourceFile);
  }
}
