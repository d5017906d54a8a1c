/**
 * The opcodes of pickle protocols 0 to 5, each as what it does to the stack
 * (names and codes: CPython 3.13 Lib/pickle.py:110-197).
 *
 * Left out, as weights do not need them: EXT1, EXT2, EXT4 (a registry of the saving program),
 * NEXT_BUFFER and READONLY_BUFFER (data outside the file).
 *
 * @module
 */

import type { PickleBytes } from "./pickle-bytes.ts";
import type { PickleStack } from "./pickle-stack.ts";
import { unescapeString, unescapeUnicode } from "./pickle-text.ts";
import { PickleDict, PickleList, PickleTuple } from "./pickle-values.ts";

type Opcode = (stack: PickleStack, input: PickleBytes) => void;

const LATEST_PROTOCOL = 5;

const table: Record<string, Opcode> = {
  // Frame
  "\x80": (_, input) => {
    const version = input.uint8(); // PROTO
    if (version > LATEST_PROTOCOL) throw input.damaged(`pickle protocol ${version} is unknown`);
  },
  "\x95": (_, input) => void input.length64(), // FRAME: a hint for reading ahead

  // Numbers and constants
  N: (stack) => stack.push(null),
  "\x88": (stack) => stack.push(true), // NEWTRUE
  "\x89": (stack) => stack.push(false), // NEWFALSE
  I: (stack, input) => stack.push(input.decimalOrBool()), // INT
  L: (stack, input) => stack.push(input.decimal()), // LONG
  J: (stack, input) => stack.push(input.int32()), // BININT
  K: (stack, input) => stack.push(input.uint8()), // BININT1
  M: (stack, input) => stack.push(input.uint16()), // BININT2
  "\x8a": (stack, input) => stack.push(input.integer(input.uint8())), // LONG1
  "\x8b": (stack, input) => stack.push(input.integer(input.uint32())), // LONG4
  F: (stack, input) => stack.push(Number(input.line())), // FLOAT
  G: (stack, input) => stack.push(input.float64()), // BINFLOAT

  // Text and bytes
  S: (stack, input) => stack.push(unescapeString(input.line())), // STRING
  T: (stack, input) => stack.push(input.latin1(input.uint32())), // BINSTRING
  U: (stack, input) => stack.push(input.latin1(input.uint8())), // SHORT_BINSTRING
  V: (stack, input) => stack.push(unescapeUnicode(input.line())), // UNICODE
  X: (stack, input) => stack.push(input.utf8(input.uint32())), // BINUNICODE
  "\x8c": (stack, input) => stack.push(input.utf8(input.uint8())), // SHORT_BINUNICODE
  "\x8d": (stack, input) => stack.push(input.utf8(input.length64())), // BINUNICODE8
  B: (stack, input) => stack.push(input.bytes(input.uint32())), // BINBYTES
  C: (stack, input) => stack.push(input.bytes(input.uint8())), // SHORT_BINBYTES
  "\x8e": (stack, input) => stack.push(input.bytes(input.length64())), // BINBYTES8
  "\x96": (stack, input) => stack.push(input.bytes(input.length64())), // BYTEARRAY8

  // Tuples
  ")": (stack) => stack.push(new PickleTuple([])), // EMPTY_TUPLE
  "\x85": (stack) => stack.push(new PickleTuple(stack.popMany(1))), // TUPLE1
  "\x86": (stack) => stack.push(new PickleTuple(stack.popMany(2))), // TUPLE2
  "\x87": (stack) => stack.push(new PickleTuple(stack.popMany(3))), // TUPLE3
  t: (stack) => stack.push(new PickleTuple(stack.popToMark())), // TUPLE

  // Lists and sets
  "]": (stack) => stack.push(new PickleList()), // EMPTY_LIST
  "\x8f": (stack) => stack.push(new PickleList()), // EMPTY_SET
  l: (stack) => pushList(stack), // LIST
  "\x91": (stack) => pushList(stack), // FROZENSET
  a: (stack) => stack.append(stack.popMany(1)), // APPEND
  e: (stack) => stack.append(stack.popToMark()), // APPENDS
  "\x90": (stack) => stack.append(stack.popToMark()), // ADDITEMS

  // Dictionaries
  "}": (stack) => stack.push(new PickleDict()), // EMPTY_DICT
  d: (stack) => {
    const items = stack.popToMark(); // DICT
    stack.push(new PickleDict());
    stack.setItems(items);
  },
  s: (stack) => stack.setItems(stack.popMany(2)), // SETITEM
  u: (stack) => stack.setItems(stack.popToMark()), // SETITEMS

  // Stack and memo
  "(": (stack) => stack.mark(), // MARK
  "0": (stack) => stack.popValueOrMark(), // POP
  "1": (stack) => void stack.popToMark(), // POP_MARK
  "2": (stack) => stack.push(stack.top()), // DUP
  p: (stack, input) => stack.put(input.decimal()), // PUT
  q: (stack, input) => stack.put(input.uint8()), // BINPUT
  r: (stack, input) => stack.put(input.uint32()), // LONG_BINPUT
  "\x94": (stack) => stack.memoize(), // MEMOIZE
  g: (stack, input) => stack.get(input.decimal()), // GET
  h: (stack, input) => stack.get(input.uint8()), // BINGET
  j: (stack, input) => stack.get(input.uint32()), // LONG_BINGET

  // Names and records of calls
  c: (stack, input) => stack.pushGlobal(input.line(), input.line()), // GLOBAL
  "\x93": (stack) => {
    const [module, name] = stack.popMany(2); // STACK_GLOBAL
    if (typeof module !== "string" || typeof name !== "string") throw stack.damaged();
    stack.pushGlobal(module, name);
  },
  R: (stack) => {
    const [callee, args] = stack.popMany(2); // REDUCE
    stack.pushCall(callee, args);
  },
  "\x81": (stack) => {
    const [callee, args] = stack.popMany(2); // NEWOBJ
    stack.pushCall(callee, args);
  },
  "\x92": (stack) => {
    const [callee, args] = stack.popMany(3); // NEWOBJ_EX; its keyword arguments are dropped
    stack.pushCall(callee, args);
  },
  i: (stack, input) => {
    const args = new PickleTuple(stack.popToMark()); // INST
    stack.pushGlobal(input.line(), input.line());
    stack.pushCall(stack.pop(), args);
  },
  o: (stack) => {
    const [callee, ...args] = stack.popToMark(); // OBJ
    stack.pushCall(callee ?? null, new PickleTuple(args));
  },
  b: (stack) => {
    stack.pop(); // BUILD: attributes hold no weights
    stack.top();
  },
  P: (stack, input) => stack.pushPersistentId(input.line()), // PERSID
  Q: (stack) => stack.pushPersistentId(stack.pop()), // BINPERSID
};

/** What each opcode does, by its byte. */
export const OPCODES: ReadonlyMap<number, Opcode> = new Map(
  Object.entries(table).map(([code, opcode]) => [code.charCodeAt(0), opcode]),
);

function pushList(stack: PickleStack): void {
  const items = stack.popToMark();
  stack.push(new PickleList());
  stack.append(items);
}
