/**
 * The state of the pickle machine: its stack, marks and memo.
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";
import { damaged } from "./damaged.ts";
import { shown } from "./message.ts";
import {
  PersistentId,
  PickleCall,
  PickleDict,
  PickleGlobal,
  PickleList,
  PickleTuple,
  type PickleValue,
} from "./pickle-values.ts";

/** As many as there may be opcodes; a real file copies each of its entries once. */
const MOST_COPIES = 2 ** 21;

export class PickleStack {
  readonly persistentIds: PersistentId[] = [];
  readonly #values: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo: Map<number, PickleValue> = new Map();
  #copied = 0;
  readonly #where: string;
  readonly #allows: (name: string) => boolean;

  constructor(where: string, allows: (name: string) => boolean) {
    this.#where = where;
    this.#allows = allows;
  }

  push(value: PickleValue): void {
    this.#values.push(value);
  }

  pop(): PickleValue {
    this.#need(1);
    return this.#values.pop() ?? null;
  }

  top(): PickleValue {
    this.#need(1);
    return this.#values.at(-1) ?? null;
  }

  mark(): void {
    this.#marks.push(this.#values.length);
  }

  /** Python's POP takes a mark as well as a value. */
  popValueOrMark(): void {
    if (this.#marks.at(-1) === this.#values.length) this.#marks.pop();
    else this.pop();
  }

  /** The values above the last mark, which are removed together with it. */
  popToMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.damaged();
    return this.#values.splice(mark);
  }

  popMany(count: number): PickleValue[] {
    this.#need(count);
    return this.#values.splice(this.#values.length - count);
  }

  put(index: number | bigint): void {
    this.#memo.set(Number(index), this.top());
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  get(index: number | bigint): void {
    const value = this.#memo.get(Number(index));
    if (value === undefined) throw this.damaged();
    this.push(value);
  }

  /** @throws CheckpointError if the global is not on the caller's list. */
  pushGlobal(module: string, name: string): void {
    // Python 2 called its module of built-in names __builtin__.
    const dotted = `${module === "__builtin__" ? "builtins" : module}.${name}`;
    if (!this.#allows(dotted)) throw refused(this.#where, dotted);
    this.push(new PickleGlobal(dotted));
  }

  /** Records a call; only an ordered dict, which is plain data, is made at once. */
  pushCall(callee: PickleValue, args: PickleValue): void {
    if (!(callee instanceof PickleGlobal) || !(args instanceof PickleTuple)) throw this.damaged();
    if (callee.name === "collections.OrderedDict") this.push(this.#orderedDict(args));
    else this.push(new PickleCall(callee, args));
  }

  /** OrderedDict() as Python 3 writes it, or OrderedDict([[key, value], …]) as Python 2 did. */
  #orderedDict({ items: [pairs] }: PickleTuple): PickleDict {
    const dict = new PickleDict();
    if (pairs === undefined) return dict;
    if (!(pairs instanceof PickleList)) throw this.damaged();
    // Many dicts may share one list, so their sizes count together.
    this.#copied += pairs.items.length;
    if (this.#copied > MOST_COPIES) throw this.damaged();
    for (const pair of pairs.items) {
      if (!(pair instanceof PickleList || pair instanceof PickleTuple)) throw this.damaged();
      if (pair.items.length !== 2) throw this.damaged();
      dict.entries.set(pair.items[0], pair.items[1]);
    }
    return dict;
  }

  pushPersistentId(id: PickleValue): void {
    const reference = new PersistentId(id);
    this.persistentIds.push(reference);
    this.push(reference);
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!(list instanceof PickleList)) throw this.damaged();
    for (const item of items) list.items.push(item);
  }

  /** @param items Keys and values by turns. */
  setItems(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof PickleDict) || items.length % 2 !== 0) throw this.damaged();
    for (let i = 0; i < items.length; i += 2) dict.entries.set(items[i], items[i + 1]);
  }

  /** The one value left at the end. */
  result(): PickleValue {
    const value = this.pop();
    if (this.#values.length > 0 || this.#marks.length > 0) throw this.damaged();
    return value;
  }

  damaged(): CheckpointError {
    return damaged(this.#where, "the pickle is damaged: its opcodes do not fit together");
  }

  /** Values below the last mark are out of reach until popToMark(). */
  #need(count: number): void {
    if (this.#values.length - (this.#marks.at(-1) ?? 0) < count) throw this.damaged();
  }
}

function refused(where: string, name: string): CheckpointError {
  return new CheckpointError({
    what: `the pickle asks Python for ${shown(name)}, which weights do not need`,
    where,
    expected: "tensors, numbers and text in dictionaries",
    got: "a reference to program code; nothing of it was run",
    hint: "if you trust the file, save its weights alone: torch.save(net.state_dict(), 'weights.pth')",
  });
}
