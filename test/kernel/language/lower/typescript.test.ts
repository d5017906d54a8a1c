/** TypeScript's own syntax in cells, lowered and really run. */

import ts from "typescript";
import { describe, it } from "vitest";
import { check, nothing } from "./check.ts";

describe("types", () => {
  it("are cut out, whatever they annotate", () =>
    check([
      [
        "interface P { x: number }\ntype Q<T> = { [K in keyof T]: T[K] };\ndeclare const away: number;",
        nothing,
      ],
      ["const p: P = { x: 1 }, q: Q<P> = p; let r!: number; p.x + q.x", "2"],
      [
        "function f<T extends P>(this: void, a: T, b?: string, ...c: number[]): T & { b?: string } { return a }\nf<P>(p)",
        "{ x: 1 }",
      ],
      [
        "function over(a: string): string;\nfunction over(a: number): number;\nfunction over(a: any) { return a }\nover(3)",
        "3",
      ],
      ["const idf = <T,>(x: T): T => x; idf<number>(3)", "3"],
      ["const ts = <T>(x: T) => x; ts('plain')", "'plain'"],
      ["const conv = async <T,>(x: Promise<T>): Promise<T> => await x; conv(p as any)", "{ x: 1 }"],
      ["let any = <any>p; any.x", "1"],
      ["(p as unknown as Q<P>)!.x satisfies number", "1"],
      ["const one = p.x as number\n;[one]", "[ 1 ]"],
      ["const two = p as any\n[1, 2].map(n => n)", "[ 1, 2 ]"],
      ["new Map<string, Array<number>>([['k', [1]]]).get('k')!", "[ 1 ]"],
      [
        "abstract class Shape<T> implements Iterable<T> {\n  static count?: number\n  private readonly side: number = 2\n  protected list!: T[]\n  declare gone: string;\n  [key: string]: any;\n  abstract area(): number;\n  constructor(public label?: string) {}\n  get double(): number { return this.side * 2 }\n  *[Symbol.iterator](): Iterator<T> { yield* [] }\n}\nclass Sq extends Shape<number> { override area(): number { return 4 } }\nconst sq = new Sq('s'); [sq.area(), sq.double, sq.label, 'gone' in sq]",
        "[ 4, 4, 's', false ]",
      ],
      [
        "class Plain<T> extends Array<T> implements Iterable<T> {\n  static count?: number = 1\n  private readonly side: number = 2\n  public *gen(): Generator<number> { yield this.side }\n  private async later(): Promise<void> {}\n  protected bare\n  readonly ['comp']: number = 3\n  method(a: number): string;\n  method(a: any): any { return a }\n}\nconst pl = new Plain<number>(); [[...pl.gen()], pl.comp, pl.method(1)]",
        "[ [ 2 ], 3, 1 ]",
      ],
      [
        "class Odd { get: any\n set?: number\n static: string = 's' }\nObject.keys(new Odd())",
        "[ 'get', 'set', 'static' ]",
      ],
      [
        "try { throw 1 } catch (e: unknown) { (e as number) }\nconst g = (a: P): a is P => true; g(p)",
        "true",
      ],
      ["type T1 = string; export type { T1 }; export interface I2 {}\n5", "5"],
      ["foo()\ninterface Sep {}\n[1].map(x => x)\nfunction foo() {}", nothing],
    ]));

  it("imported without `type` are no error, unless they are used as values", () =>
    check([
      ["import { Stats, readFileSync } from 'node:fs'; typeof readFileSync", "'function'"],
      [
        "import type { ReadStream } from 'node:fs'; import { type Dirent, existsSync } from 'node:fs'; typeof existsSync",
        "'function'",
      ],
      [
        "import { NoSuchType } from 'node:fs'; const none: NoSuchType | undefined = undefined; none",
        "undefined",
      ],
      ["NoSuchType", /^ReferenceError/],
      ["import { noSuchValue } from 'node:fs'; noSuchValue()", /no export named 'noSuchValue'/],
    ]));
});

describe("enums and namespaces", () => {
  it("merge within a cell and start afresh in another", () =>
    check([
      [
        "enum Color { Red, Green }; enum Color { Blue = 2 }; [Color.Blue, Color[1]]",
        "[ 2, 'Green' ]",
      ],
      ["Color.Red", "0"],
      ["enum Color { Violet }; Object.keys(Color)", "[ '0', 'Violet' ]"],
      ["const enum Fixed { A = 'a' }; Fixed.A", "'a'"],
      ["Fixed.A", "'a'"],
      ["enum Sum { A = 1, B = A + 1, C = Color.Violet }\nawait Sum.B", "2"],
    ]));

  it("merge with functions and classes, and nest", () =>
    check([
      [
        "namespace NS { export const z = 4; export namespace Inner { export function f() { return z } } }; NS.Inner.f()",
        "4",
      ],
      [
        "function make() { return make.base } namespace make { export const base = 5 }; make()",
        "5",
      ],
      [
        "class Box { static n = Box.Inner } namespace Box { export class Inner {} }\nBox.n === undefined && typeof Box.Inner",
        "'function'",
      ],
      ["namespace Types { export type A = number }\n1", "1"],
      ["import Short = NS.Inner; Short.f()", "4"],
      [
        "await 1; namespace Late { export let a = 1 } namespace Late { export let b = a + 1 }; Late.b",
        "2",
      ],
      ["Late.b", "2"],
    ]));
});

describe("classes", () => {
  it("keep private fields, parameter properties, accessors and static blocks", () =>
    check([
      [
        "class C { #p = 7; static s = 0; static { C.s = 1 } constructor(readonly a = 2, private b?: number) {} get() { return this.#p + this.a } accessor acc = 3 }\nconst c = new C(); c.acc++; [c.get(), C.s, c.acc]",
        "[ 9, 1, 4 ]",
      ],
    ]));

  it("take standard decorators, or TypeScript's older ones where the tsconfig says so", async () => {
    await check([
      [
        "function d(t: any, c: any) { return function (this: any) { return 'dec' + t.call(this) + c.kind } }\nclass W { @d m() { return 1 } }\nnew W().m()",
        "'dec1method'",
      ],
      ["class V { @d static m() { return 2 } }\nV.m()", "'dec2method'"],
      ["function seal(c: any) { c.sealed = true } @seal class S {}\n(S as any).sealed", "true"],
      ["S.name", "'S'"],
      [
        "async function inside() { @seal class T {} return T }\n(await inside() as any).sealed",
        "true",
      ],
    ]);
    await check(
      [
        [
          "function old(t: any, key: string) { t.seen = key } class W { @old m() { return 1 } }\nnew W().seen",
          "'m'",
        ],
        [
          "function cls(c: any) { return c } @cls class Self { static me() { return Self } }\nconst Old = Self; Old.me() === Self",
          "true",
        ],
        ["@cls class Self { static me() { return 1 } }\nOld.me() === Old", "true"],
      ],
      { experimentalDecorators: true },
    );
  });

  it("have fields as the tsconfig says", async () => {
    const cell =
      "class A { set x(v: number) { seen = true } } class B extends A { x = 1 }; let seen = false; new B(); seen";
    await check([[cell, "false"]]);
    await check([[cell, "true"]], { useDefineForClassFields: false });
  });
});

describe("modules", () => {
  it("are imported in every form", () =>
    check([
      [
        "import fs, { readFileSync as rf } from 'node:fs'; typeof fs.readFileSync + typeof rf",
        "'functionfunction'",
      ],
      ["import * as path from 'node:path'; path.posix.join('a', 'b')", "'a/b'"],
      ["import def, * as all from 'node:path'; def === all.default", "true"],
      [
        "import 'node:os'; import {} from 'node:os'; export * from 'node:os'; export { EOL } from 'node:os'",
        nothing,
      ],
      ["import { default as p2, 'join' as j2 } from 'node:path'; p2.join === j2", "true"],
      ["import req = require('node:path'); req.join === j2", "true"],
      ["import data from './x.json' with { type: 'json' }; data", "{ file: './x.json' }"],
      ["(await import('./y.json', { with: { type: 'json' } })).default", "{ file: './y.json' }"],
      ["const { sep } = await import('node:path'); typeof sep", "'string'"],
      [
        "const later = async () => (await import('node:path')).basename('a/b'); await later()",
        "'b'",
      ],
      ["import.meta.url.endsWith('.ts')", "true"],
      ["rf === fs.readFileSync", "true"],
      [
        "sum([1, 2]); import { join as unused } from 'node:path'; function sum(a: number[]) { return a.length }",
        nothing,
      ],
      [
        "import { sep as fixed } from 'node:path'; fixed = 1",
        /^TypeError: Assignment to constant variable/,
      ],
    ]));

  it("may hold export modifiers, which mean nothing", () =>
    check([
      [
        "export const ex = 5; export function ef() { return 1 } export class EC {} export { ex as other }; ex",
        "5",
      ],
      ["export default class Def { v = 2 }\nnew Def().v", "2"],
      ["export default function () {}", nothing],
      ["export default { a: 1 }", nothing],
      ["export async function ea() { return 3 }\nawait ea()", "3"],
      ["export = 5", nothing],
    ]));
});

describe("using", () => {
  const resources =
    "const log: string[] = []; const open = (name: string) => ({ name, [Symbol.dispose]() { log.push(name) }, async [Symbol.asyncDispose]() { await 0; log.push('async ' + name) } })";

  it("disposes at the end of the cell, last first, and leaves the name", () =>
    check([
      [resources, nothing],
      ["using a = open('a'), b = open('b'); using none = null; log.length", "0"],
      ["[log.splice(0), a.name, b.name]", "[ [ 'b', 'a' ], 'a', 'b' ]"],
      ["await using c = open('c'); using d = open('d'); await log.length", "0"],
      ["log.splice(0)", "[ 'd', 'async c' ]"],
      [
        "function inner() { using e = open('e'); return log.length } [inner(), log.splice(0)]",
        "[ 0, [ 'e' ] ]",
      ],
    ]));

  it("disposes when the cell throws, and tells of both errors when disposing throws too", () =>
    check([
      [resources, nothing],
      ["using a = open('a'); throw new Error('cell')", /^Error: cell$/],
      ["log.splice(0)", "[ 'a' ]"],
      [
        "using bad = { [Symbol.dispose]() { throw new Error('dispose') } }; throw new Error('cell')",
        /^SuppressedError/,
      ],
      ["using bad2 = { [Symbol.dispose]() { throw new Error('dispose') } }; 1", /^Error: dispose$/],
      ["using no = {} as any", /^TypeError/],
    ]));
});

describe("JSX", () => {
  const react =
    "const React = { createElement: (type: any, props: any, ...children: any[]) => ({ type, props, children }) }";

  it("calls React by default, and what the tsconfig names", async () => {
    await check([
      [react, nothing],
      ["<div id='a'>x{1}</div>", "{ type: 'div', props: { id: 'a' }, children: [ 'x', 1 ] }"],
      ["const el = <React.A />; await 0; el.children", "[]"],
    ]);
    await check([["const h = (...a: any[]) => a.length; <div>{...[1]}</div>", "3"]], {
      jsx: ts.JsxEmit.Preserve,
      jsxFactory: "h",
    });
    await check(
      [
        ["<p />", /Cannot find (?:package|module)|no-jsx/],
        ["/** @jsxImportSource no-jsx-either */\n<p />", /no-jsx-either/],
      ],
      { jsx: ts.JsxEmit.ReactJSX, jsxImportSource: "no-jsx" },
    );
  });
});

describe("unusual cells", () => {
  it("mean what they mean in a module", () =>
    check([
      ["#!/usr/bin/env node\n1", "1"],
      ["const größe = 2, $ = 3, 変数 = 4; größe + $ + 変数", "9"],
      ["'use strict'; (function () { return this })()", "undefined"],
      ["this === globalThis", "true"],
      ["await 0; this === globalThis", "true"],
      ["arguments", /^ReferenceError/],
      ["undeclared = 1", /^ReferenceError/],
      ["return 5", /^SyntaxError: A cell is no function/],
      ["if (await 1) return 5", /^SyntaxError: A cell is no function/],
      ["break", /^SyntaxError/],
      ["outer: for (const a of [1, 2]) { for (;;) { continue outer } }", nothing],
      ["const a = 1\nconst b = [a]\n;(function () {})()\nb", "[ 1 ]"],
      ["let i = 1\n++i\ni", "2"],
      ["let x\n+1", "1"],
      ["const re = /[/]{2}/; re.test('//') && 4 / 2 / 1", "2"],
      ["let y = ;", /^SyntaxError: Expression expected/],
      ["function f() { let b; let b }", /^SyntaxError: Identifier 'b'/],
      ["/(/", /^SyntaxError/],
      ["var [arr] = [1], { obj } = { obj: 2 }\n;[arr, obj]", "[ 1, 2 ]"],
      ["a\nconst { c } = { c: 3 }\nc", "3"],
      [`\`\${((x: number): string => \`<\${x}>\`)(1)}\``, "'<1>'"],
      ["1;/* end", /^SyntaxError/],
    ]));

  it("may be very long or deep", () =>
    check([
      [Array.from({ length: 10_000 }, (_, i) => `const x${i}: number = ${i};`).join("\n"), nothing],
      ["x9999", "9999"],
      [`${"1 + ".repeat(8000)}1`, "8001"],
      [`const parts: string = ${"'a' +\n".repeat(5000)}'b'; parts.length`, "5001"],
    ]));
});
