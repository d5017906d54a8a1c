/**
 * An error as front ends want it (messaging, "Execution errors"): name, message, and a traceback of the user's
 * frames with the failing lines, its causes and its parts. Whatever was thrown, this never throws.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { types } from "node:util";
import { codeFrame } from "../../text/code-frame.ts";
import { $Array, $Error, $Object, $Set } from "../intrinsics.ts";
import { explainsItself, PARTS } from "./explains-itself.ts";
import { frameLines } from "./fold-frames.ts";
import { type Frame, parseFrame, withoutKernel } from "./frames.ts";
import { dim, red } from "./paint.ts";
import { ownKeys, read, shown, text } from "./peek.ts";
import { framesOf } from "./stack-trace.ts";
import { type SyntaxPlace, syntaxPlace } from "./syntax-place.ts";
import { unknownName } from "./unknown-name.ts";

export interface ErrorDescription {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** Causes of causes, and errors of an AggregateError, beyond these are counted only. */
const shownCauses = 8;
const shownErrors = 5;

const maximumMessage = 20_000;

export function describeError(thrown: unknown): ErrorDescription {
  try {
    if (!isErrorLike(thrown)) return describeValue(thrown);
    const { ename, evalue } = nameAndMessage(thrown);
    return { ename, evalue, traceback: blocks(thrown, new $Set()) };
  } catch {
    const evalue = "An error that cannot be shown";
    return { ename: "Error", evalue, traceback: [evalue] };
  }
}

function isErrorLike(value: unknown): value is object {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  if (types.isNativeError(value)) return true;
  try {
    if (value instanceof $Error) return true;
  } catch {
    return false;
  }
  return typeof read(value, "stack") === "string" && typeof read(value, "message") === "string";
}

/** `throw 5`: nothing of JavaScript says where it came from. */
function describeValue(value: unknown): ErrorDescription {
  const evalue = shown(value);
  const hint = "No place is known: only an Error has a stack. Try throw new Error(…).";
  return { ename: "Uncaught", evalue, traceback: [`${red("Uncaught")} ${evalue}`, dim(hint)] };
}

function nameAndMessage(error: object): { ename: string; evalue: string } {
  const name = text(error, "name") ?? "Error";
  const constructorName = text(read(error, "constructor"), "name") ?? "";
  // `class Oops extends Error {}` has its base's name.
  const base = read($Object.getPrototypeOf(read(error, "constructor") ?? $Object), "name");
  const isInherited = name === base || name === "Error" || name === "";
  const ename =
    isInherited && constructorName !== "" && constructorName !== "Object" ? constructorName : name;
  const message = text(error, "message") ?? "";
  const evalue =
    message.length > maximumMessage
      ? `${message.slice(0, maximumMessage)}… (${message.length} characters)`
      : message;
  return { ename, evalue };
}

/**
 * One error: header, frames, failing line, further properties; then what it came from.
 *
 * @param ofReadable Whether it is the cause of one that explains itself.
 */
function blocks(error: object, seen: Set<object>, ofReadable = false): string[] {
  seen.add(error);
  const isReadable = explainsItself(error);
  const { ename, evalue } = nameAndMessage(error);
  const stack = text(error, "stack") ?? "";
  const place = syntaxPlace(stack);
  const thrownAt = framesOf(error, stack) ?? withoutKernel(parseStack(stack));
  const unknown = ename === "ReferenceError" ? unknownName(evalue, thrownAt) : undefined;
  const frames = unknown?.frames ?? thrownAt;
  const header = evalue === "" ? red(ename) : `${red(ename)}: ${evalue}`;
  const at = place === undefined ? [] : [`    at ${place.title}:${place.line}:${place.column}`];
  const result = [[header, ...at, ...frameLines(frames, isReadable || ofReadable)].join("\n")];
  const frame = place === undefined ? failingLine(frames) : syntaxFrame(place);
  if (frame !== "") result.push(frame);
  if (unknown?.hint !== undefined) result.push(dim(unknown.hint));
  const properties = furtherProperties(error, isReadable);
  if (properties !== undefined) result.push(dim(properties));
  result.push(...related(error, seen, isReadable || ofReadable));
  return result;
}

function parseStack(stack: string): Frame[] {
  return stack.split("\n").flatMap((row) => parseFrame(row) ?? []);
}

function failingLine(frames: readonly Frame[]): string {
  const frame = frames.find(({ kind, file }) => kind === "user" && file !== undefined);
  if (frame?.line === undefined || frame.column === undefined) return "";
  const source = frame.source?.source ?? readSource(frame.file);
  return source === undefined ? "" : codeFrame(source, frame.line, frame.column, { color: true });
}

function readSource(path: string | undefined): string | undefined {
  try {
    return path === undefined ? undefined : readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function syntaxFrame({ source, line, column, length }: SyntaxPlace): string {
  return codeFrame(source, line, column, { endColumn: column + length, color: true });
}

/** Shown in another way, or noise. */
const knownProperties: ReadonlySet<string> = new $Set([
  ...["name", "message", "stack", "cause", "errors", "error", "suppressed"],
  // Of assertions, whose message has them; of the kernel's own errors, likewise.
  ...["generatedMessage", "actual", "expected", "operator", "diff", "hint"],
]);

function furtherProperties(error: object, isReadable: boolean): string | undefined {
  const properties: Record<string, unknown> = {};
  let isEmpty = true;
  for (const key of ownKeys(error)) {
    if (knownProperties.has(key) || (isReadable && PARTS.includes(key))) continue;
    properties[key] = read(error, key);
    isEmpty = false;
  }
  return isEmpty ? undefined : shown(properties);
}

/** Causes, errors of an AggregateError, and what a SuppressedError has held back. */
function related(error: object, seen: Set<object>, ofReadable: boolean): string[] {
  const result: string[] = [];
  const add = (label: string, value: unknown): void => {
    if (typeof value === "object" && value !== null && seen.has(value)) return;
    if (seen.size > shownCauses) {
      result.push(dim(`${label} … (not shown)`));
      return;
    }
    const [first = "", ...rest] = isErrorLike(value)
      ? blocks(value, seen, ofReadable)
      : [shown(value)];
    result.push(`${dim(label)} ${first}`, ...rest);
  };
  const errors = read(error, "errors");
  if ($Array.isArray(errors)) {
    for (let index = 0; index < errors.length && index < shownErrors; index++) {
      add(`[${index + 1} of ${errors.length}]`, read(errors, index));
    }
  }
  if (text(error, "name") === "SuppressedError") {
    add("Thrown:", read(error, "error"));
    add("Suppressed:", read(error, "suppressed"));
  }
  const cause = read(error, "cause");
  if (cause !== undefined) add("Caused by:", cause);
  return result;
}
