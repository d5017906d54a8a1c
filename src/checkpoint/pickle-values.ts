/**
 * What a pickle describes, as inert data. A global is a name and a call is a record of what Python
 * would have called: nothing here can be run.
 *
 * @module
 */

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleGlobal
  | PickleList
  | PickleTuple
  | PickleDict
  | PickleCall
  | PersistentId;

/** The name of a function or class: `torch._utils._rebuild_tensor_v2`. */
export class PickleGlobal {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A list or set. */
export class PickleList {
  readonly items: PickleValue[] = [];
}

export class PickleTuple {
  readonly items: readonly PickleValue[];

  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** A dict or OrderedDict; keys that are not primitive are told apart by identity. */
export class PickleDict {
  readonly entries: Map<PickleValue, PickleValue> = new Map();
}

/** What Python would have made by calling `callee` with `args`. */
export class PickleCall {
  readonly callee: PickleGlobal;
  readonly args: PickleTuple;

  constructor(callee: PickleGlobal, args: PickleTuple) {
    this.callee = callee;
    this.args = args;
  }
}

/** A reference to something outside the pickle; in PyTorch's files, a storage. */
export class PersistentId {
  readonly id: PickleValue;

  constructor(id: PickleValue) {
    this.id = id;
  }
}
