/**
 * Which classes the bank rows of a network stand for, in a few plain values that tidy rows can carry: enough to tell
 * networks that can be compared from networks that cannot.
 *
 * @module
 */

import { crc32 } from "../checkpoint/crc32.ts";

export interface ClassFacts {
  /** Bank rows. */
  readonly classes: number;

  /** Name of the label set; null where none is known. */
  readonly labelSet: string | null;

  /** CRC-32 of the names of the classes in the order of their rows, 8 hexadecimal digits; null without a label set. */
  readonly labelSetHash: string | null;
}

/** What is known of a network's classes; undefined and null say nothing. */
export interface KnownClasses {
  readonly classes?: number | undefined;
  readonly labelSet?: string | null | undefined;
  readonly labelSetHash?: string | null | undefined;

  /** The name of each bank row; lets a message say which class differs. */
  readonly names?: readonly string[] | undefined;
}

/** @param names Of the bank rows; null without a label set. */
export function classFacts(
  classes: number,
  labelSet: string | null,
  names: readonly string[] | null,
): ClassFacts {
  return { classes, labelSet, labelSetHash: names === null ? null : hashOf(names) };
}

/**
 * Why the bank rows of two networks are not the same classes, each side described; null where nothing that is known
 * of both speaks against it. Label sets of different names with the same classes in the same rows are the same.
 */
export function classDifference(
  a: KnownClasses,
  b: KnownClasses,
): { readonly why: string; readonly a: string; readonly b: string } | null {
  const [rowsOfA, rowsOfB] = [a.classes ?? a.names?.length, b.classes ?? b.names?.length];
  const at = firstDifference(a.names, b.names);
  if (rowsOfA !== undefined && rowsOfB !== undefined && rowsOfA !== rowsOfB) {
    return {
      why: "their label sets differ in the number of classes, so one label map means different things to them",
      a: said(a, rowsOfA, at),
      b: said(b, rowsOfB, at),
    };
  }
  const [hashOfA, hashOfB] = [a, b].map(
    ({ names, labelSetHash }) => labelSetHash ?? (names && hashOf(names)),
  );
  if (hashOfA === hashOfB || hashOfA === undefined || hashOfB === undefined) return null;
  return {
    why: "their label sets differ, so one label map means different things to them",
    a: said(a, rowsOfA, at, hashOfA),
    b: said(b, rowsOfB, at, hashOfB),
  };
}

/** "ade20k: 151 classes, row 3 is floor". */
function said(
  { labelSet, names }: KnownClasses,
  rows: number | undefined,
  at: number | undefined,
  hash?: string,
): string {
  const facts = [
    rows === undefined
      ? "classes of unknown number"
      : `${rows} ${rows === 1 ? "class" : "classes"}`,
  ];
  if (at !== undefined && names !== undefined) {
    facts.push(names[at] === undefined ? `row ${at} does not exist` : `row ${at} is ${names[at]}`);
  } else if (hash !== undefined) {
    facts.push(`whose names have the checksum ${hash}`);
  }
  return `${labelSet ?? "no label set"}: ${facts.join(", ")}`;
}

/** The first row that has another name, or is missing, in one of two lists; undefined where none, or one is unknown. */
function firstDifference(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  const at = a.findIndex((name, row) => name !== b[row]);
  if (at >= 0) return at;
  return a.length < b.length ? a.length : undefined;
}

/** JSON, because names may hold any separator. */
function hashOf(names: readonly string[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(names));
  return crc32(bytes).toString(16).padStart(8, "0");
}
