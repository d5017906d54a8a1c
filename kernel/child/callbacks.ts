/**
 * Wraps Node's own functions that take a callback, so that it is credited to the cell that passed it:
 * timers, microtasks, `process.nextTick`, and the callback forms of `fs`, `dns`, `crypto` and `zlib`. Events of
 * emitters (sockets, streams, subprocesses) are credited to the cell that made the emitter.
 *
 * @module
 */

import { createRequire, syncBuiltinESMExports } from "node:module";
import process from "node:process";
import { credited, knownCell, originOf, runAs, setOrigin } from "./credit.ts";
import { $Object, $Reflect } from "./intrinsics.ts";
import { Slot } from "./shared-memory.ts";
import { memory } from "./shield.ts";

const { apply } = $Reflect;
const { defineProperties, getOwnPropertyDescriptors, keys } = $Object;

// The modules' own objects, whose properties can be replaced; an import's cannot.
const require = createRequire(import.meta.url);

// The original, which is not credited to anyone.
const nextTick = process.nextTick.bind(process);

type Functions = Record<string, unknown>;
type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

export function wrapCallbacks(): void {
  const timers: Functions = require("node:timers");
  const { clearInterval: clear } = timers as { clearInterval: AnyFunction };
  const clearThis: AnyFunction = function () {
    clear(this);
  };
  wrapIn(timers, "setTimeout", (original) => firstCredited(original, counted, clearThis));
  wrapIn(timers, "setInterval", (original) => firstCredited(original, counted, clearThis));
  wrapIn(timers, "setImmediate", (original) => firstCredited(original, ticked));
  const globals: Functions = globalThis as unknown as Functions;
  for (const name of ["setTimeout", "setInterval", "setImmediate"]) globals[name] = timers[name];
  wrapIn(globals, "queueMicrotask", (original) => firstCredited(original));
  wrapIn(process as unknown as Functions, "nextTick", (original) => firstCredited(original));

  const fs: Functions = require("node:fs");
  wrapAll(fs, (name) => `${name}Sync` in fs);
  const dns: Functions = require("node:dns");
  wrapAll(dns, (name) => name.startsWith("lookup") || /^(resolve|reverse)/.test(name));
  const crypto: Functions = require("node:crypto");
  wrapAll(crypto, (name) => `${name}Sync` in crypto || name.startsWith("random"));
  const zlib: Functions = require("node:zlib");
  wrapAll(zlib, (name) => `${name}Sync` in zlib);
  syncBuiltinESMExports();

  wrapEmitters(require("node:events"));
}

function wrapAll(module: Functions, wanted: (name: string) => boolean): void {
  for (const name of keys(module)) if (wanted(name)) wrapIn(module, name, lastCredited);
}

function wrapIn(
  holder: Functions,
  name: string,
  wrap: (original: AnyFunction) => AnyFunction,
): void {
  const original = holder[name];
  if (typeof original !== "function") return;
  const { name: name_, length, ...own } = getOwnPropertyDescriptors(original);
  delete (own as Functions).prototype;
  // Also util.promisify.custom, and what else the original carries.
  holder[name] = defineProperties(wrap(original as AnyFunction), { name: name_, length, ...own });
}

/**
 * For `f(callback, …)`.
 *
 * @param as How the callback is run.
 * @param drop Is run in its stead when the cell has been swept.
 */
function firstCredited(
  original: AnyFunction,
  as: (callback: AnyFunction) => AnyFunction = (callback) => callback,
  drop?: AnyFunction,
): AnyFunction {
  return function (callback, ...rest) {
    const wrapped =
      typeof callback === "function" ? as(credited(callback as AnyFunction, drop)) : callback;
    return apply(original, this, [wrapped, ...rest]);
  };
}

/** Leaves a sign that the event loop turns. */
function counted(callback: AnyFunction): AnyFunction {
  return function (...args) {
    memory[Slot.turns] = (memory[Slot.turns] ?? 0) + 1;
    return apply(callback, this, args);
  };
}

/**
 * Runs an immediate as the next tick, which is at once. Node's queue of immediates cannot be used any more after one of
 * them was terminated; between two of them it can.
 */
function ticked(callback: AnyFunction): AnyFunction {
  return counted(function (...args) {
    nextTick(() => apply(callback, this, args));
  });
}

/** For `f(…, callback)`. */
function lastCredited(original: AnyFunction): AnyFunction {
  return function (...args) {
    const last = args.length - 1;
    const callback = args[last];
    if (typeof callback === "function") args[last] = credited(callback as AnyFunction);
    return apply(original, this, args);
  };
}

interface EmitterClass {
  init: AnyFunction;
  prototype: { emit: AnyFunction };
}

function wrapEmitters(EventEmitter: EmitterClass): void {
  const { init } = EventEmitter;
  EventEmitter.init = function (...args) {
    if (typeof this === "object" && this !== null) setOrigin(this);
    return apply(init, this, args);
  };

  const { emit } = EventEmitter.prototype;
  EventEmitter.prototype.emit = defineProperties(
    function (this: unknown, ...args: unknown[]) {
      const cell = knownCell() === 0 ? originOf(this as object) : 0;
      return cell === 0 ? apply(emit, this, args) : runAs(cell, () => apply(emit, this, args));
    },
    { name: { value: "emit" }, length: { value: emit.length } },
  );
}
