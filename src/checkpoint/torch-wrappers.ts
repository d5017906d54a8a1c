/**
 * Which dictionary of a `.pth` file is the state dict. Released generators are one themselves;
 * training checkpoints hold one beside an optimiser and numbers.
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";
import { listed, shown } from "./message.ts";
import { commonPrefix, withoutPrefix } from "./name-prefixes.ts";
import { PickleDict, type PickleValue } from "./pickle-values.ts";
import { isTensor, type TorchTensor, torchTensor } from "./torch-tensor.ts";

/** Where a state dict is looked for first if there are several. */
const PREFERRED: readonly string[] = [
  "state_dict",
  "model_state_dict",
  "model",
  "net",
  "netG",
  "net_G",
  "generator",
  "G",
  "ema",
  "g_ema",
  "netG_ema",
  "params_ema",
  "params",
  "weights",
];

export interface FoundTensors {
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  /** Tensors whose elements cannot be read here, with the type's name. */
  readonly unsupported: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

/** Wrappers around wrappers are searched to this depth. */
const DEEPEST = 4;

interface Candidate {
  /** Keys that lead to it from the top. */
  readonly path: readonly string[];
  readonly dict: PickleDict;
}

/**
 * The tensors of the state dict in a pickle. Every dictionary is visited once, however often it is
 * referred to.
 *
 * @throws CheckpointError if there is no dictionary with tensors, or a tensor is damaged.
 */
export function findTensors(root: PickleValue, where: string): FoundTensors {
  const { chosen, others } = choose(root, where);
  const notes: string[] = [];
  if (chosen.path.length > 0) notes.push(`read from key ${shown(pathName(chosen))}`);
  if (others.length > 0) {
    notes.push(`there are tensors under other keys too: ${listed(others.map(pathName))}`);
  }
  const tensors = new Map<string, TorchTensor>();
  const unsupported = new Map<string, string>();
  const left: string[] = [];
  for (const [key, value] of chosen.dict.entries) {
    const name = typeof key === "string" ? key : "?";
    const tensor =
      typeof key === "string" ? torchTensor(value, `${where}: ${shown(key)}`) : undefined;
    if (tensor === undefined) left.push(name);
    else if ("unsupported" in tensor) unsupported.set(name, tensor.unsupported);
    else tensors.set(name, tensor);
  }
  const extras = left.filter((name) => name !== "_metadata");
  if (extras.length > 0) notes.push(`left out what is no tensor: ${listed(extras)}`);
  for (const [name, type] of [...unsupported].slice(0, 3)) {
    notes.push(`left out ${shown(name)}: its element type ${type} is not supported`);
  }
  if (unsupported.size > 3) notes.push(`and ${unsupported.size - 3} more of such types`);
  const prefix = commonPrefix([...tensors.keys(), ...unsupported.keys()], notes);
  return {
    tensors: withoutPrefix(tensors, prefix),
    unsupported: withoutPrefix(unsupported, prefix),
    notes,
  };
}

/** The preferred, else the largest dictionary on the uppermost level that holds tensors. */
function choose(root: PickleValue, where: string): { chosen: Candidate; others: Candidate[] } {
  if (!(root instanceof PickleDict)) throw noStateDict(where, "something else");
  const seen = new Set<PickleDict>([root]);
  let level: Candidate[] = [{ path: [], dict: root }];
  for (let depth = 0; depth < DEEPEST; depth++) {
    const below = level.flatMap((candidate) => childrenOf(candidate, seen));
    const candidates = level.filter((candidate) => countTensors(candidate) > 0);
    if (candidates.length > 0) {
      const count = candidates.reduce((most, each) => Math.max(most, countTensors(each)), 0);
      const richer = below.filter((child) => rank(child) >= 0 && countTensors(child) > count);
      return best(richer.length > 0 ? richer : candidates);
    }
    level = below;
  }
  throw noStateDict(where, `a dictionary with the keys ${listed(textKeys(root)) || "(none)"}`);
}

function best(candidates: readonly Candidate[]): { chosen: Candidate; others: Candidate[] } {
  const ranked = candidates.filter((candidate) => rank(candidate) >= 0);
  const chosen =
    ranked.length > 0
      ? ranked.reduce((a, b) => (rank(b) < rank(a) ? b : a))
      : candidates.reduce((a, b) => (countTensors(b) > countTensors(a) ? b : a));
  return { chosen, others: candidates.filter((candidate) => candidate !== chosen) };
}

function childrenOf({ path, dict }: Candidate, seen: Set<PickleDict>): Candidate[] {
  const children: Candidate[] = [];
  for (const [key, value] of dict.entries) {
    if (typeof key !== "string" || !(value instanceof PickleDict) || seen.has(value)) continue;
    seen.add(value);
    children.push({ path: [...path, key], dict: value });
  }
  return children;
}

/** Place among the preferred keys, or -1. */
function rank({ path }: Candidate): number {
  return PREFERRED.indexOf(path.at(-1) ?? "");
}

function countTensors({ dict }: Candidate): number {
  let count = 0;
  for (const [key, value] of dict.entries) {
    if (typeof key === "string" && isTensor(value)) count++;
  }
  return count;
}

function textKeys(dict: PickleDict): string[] {
  return [...dict.entries.keys()].filter((key) => typeof key === "string");
}

function pathName({ path }: Candidate): string {
  return path.length === 0 ? "(top level)" : path.join(" / ");
}

function noStateDict(where: string, got: string): CheckpointError {
  return new CheckpointError({
    what: "there are no named tensors in the file",
    where,
    expected: "a state dict, or a dictionary that holds one",
    got,
    hint: "save the weights alone: torch.save(net.state_dict(), 'weights.pth')",
  });
}
