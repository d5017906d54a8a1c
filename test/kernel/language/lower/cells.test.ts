/** Cells of one notebook each, lowered and really run: what they give, and what later cells see of them. */

import { describe, it } from "vitest";
import { check, nothing } from "./check.ts";

describe("declarations", () => {
  it("outlive their cell and are seen by functions of earlier cells", () =>
    check([
      ["let cnt = 0; function inc() { cnt++; return cnt }; inc()", "1"],
      ["cnt = 10; inc()", "11"],
      ["const f = () => cnt * 2; f()", "22"],
      ["cnt = 1", "1"],
      ["f()", "2"],
    ]));

  it("may be declared anew as anything", () =>
    check([
      ["const A = 1; A", "1"],
      ["const A = 'two'; A", "'two'"],
      ["let A = 3; A", "3"],
      ["class A { v = 1 }; new A().v", "1"],
      ["function A() { return 5 }; A()", "5"],
      ["var A = 6; A", "6"],
      ["enum A { X = 7 }; A.X", "7"],
      ["namespace A { export const z = 8 }; Object.keys(A)", "[ 'z' ]"],
      ["import A from 'node:path'; typeof A.join", "'function'"],
      ["const { A } = { A: 9 }; A", "9"],
      ["let A; A", "undefined"],
      ["async function A() { return await 10 }; A()", "10"],
    ]));

  it("of patterns take defaults, rest, nesting and computed keys", () =>
    check([
      [
        "const {p, q: {r = 5} = {}, ...rest} = {p:1, s:2, t:3} as any; [p, r, rest]",
        "[ 1, 5, { s: 2, t: 3 } ]",
      ],
      ["const [a0, , c0 = 9, ...d0] = [1,2,undefined,4,5]; [a0, c0, d0]", "[ 1, 9, [ 4, 5 ] ]"],
      [
        "const key = 'k'; const { [key + 1]: v1, ['x']: [v2] = [7] } = { k1: 4 } as any; [v1, v2]",
        "[ 4, 7 ]",
      ],
      ["const one = 1, { two } = { two: 2 }, [three] = [3]; [one, two, three]", "[ 1, 2, 3 ]"],
      ["p + r + a0", "7"],
      ["const { u = await Promise.resolve(3) } = {} as any; u", "3"],
    ]));

  it("stay when a later line of their cell throws", () =>
    check([
      ["let kept = 5; throw new Error('x')", /^Error: x$/],
      ["kept", "5"],
      ["const late = await 6; null!.foo", /^TypeError/],
      ["late", "6"],
    ]));

  it("of functions are hoisted, also in cells that await", () =>
    check([
      ["early(); function early() { return 1 }", nothing],
      ["const got = late(await 2); function late(n: number) { return n + 1 }; got", "3"],
      ["late(9)", "10"],
      ["export default async function named() { return 4 }\nawait named()", "4"],
      ["function* gen() { yield* [1, 2] } await 0; [...gen()]", "[ 1, 2 ]"],
    ]));

  it("by var reach out of blocks and loops, and keep their value when only declared again", () =>
    check([
      ["var vv = 3; var vv = 4; vv", "4"],
      ["var vv; vv", "4"],
      ["for (var i = 0; i < 3; i++); if (i) { var inner = i }; inner", "3"],
      [
        "await 0; for (var k in { a: 1 }); for (var [x, y] of [[1, 2]]); for (var { z } = { z: 5 }, w = 1; w < 2; w++); [k, x, y, z, w]",
        "[ 'a', 1, 2, 5, 2 ]",
      ],
      ["await 0; if (true) var once = 1\n;[once]", "[ 1 ]"],
      ["await 0; { var fromBlock\n(function () {})() }\nfromBlock = 2", "2"],
      ["[k, x, fromBlock]", "[ 'a', 1, 2 ]"],
    ]));

  it("in loops and blocks stay theirs", () =>
    check([
      [
        "const fns: Array<() => number> = []; for (let i = 0; i < 3; i++) fns.push(() => i); fns.map(f => f())",
        "[ 0, 1, 2 ]",
      ],
      ["if (true) { let blk = 1 }; typeof blk", "'undefined'"],
      ["{ const blk = 1; class Blk {} }\ntypeof Blk", "'undefined'"],
    ]));

  it("name anonymous functions and classes", () =>
    check([
      ["class Foo {}; Foo.name", "'Foo'"],
      [
        "const Bar = class {}; const baz = () => 1; let { qux = function () {} } = {} as any; [Bar.name, baz.name, qux.name]",
        "[ 'Bar', 'baz', 'qux' ]",
      ],
    ]));

  it("of accessor globals replace them", () =>
    check([
      ["const navigator = { x: 1 }; navigator.x", "1"],
      ["const fetch = () => 5; fetch()", "5"],
      ["const crypto = await 3; crypto", "3"],
    ]));

  it("twice in one cell are an error, as is assigning to a constant there", () =>
    check([
      [
        "let a = 1; let a = 2",
        /^SyntaxError: Identifier 'a' has already been declared in this cell$/,
      ],
      ["class B {} const B = 1", /^SyntaxError/],
      ["import c from 'node:fs'; let c = 1", /^SyntaxError/],
      ["const k = 1; k = 2", /^TypeError: Assignment to constant variable\.$/],
      ["const k = 1; k++", /^TypeError/],
      ["const k = 1; ({ k } = { k: 2 })", /^TypeError/],
      ["const k = 1; function f(k: number) { k = 2; return k } f(1)", "2"],
      ["k = 5", "5"],
      ["const q;", /^SyntaxError: Missing initializer in const declaration$/],
      ["let { r };", /^SyntaxError: Missing initializer in destructuring declaration$/],
      ["let __import = 1", /^SyntaxError: '__import' is a name of the kernel's own/],
      ["const undefined = 1", /^TypeError/],
    ]));
});

describe("values", () => {
  it("are those of a last expression, with or without a semicolon", () =>
    check([
      ["1 + 1", "2"],
      ["1 + 1;", "2"],
      ["1 + 1;; // done", "2"],
      ["await 3", "3"],
      ["await 3; // done", "3"],
      ["Promise.resolve(4)", "4"],
      ["'use strict'", "'use strict'"],
    ]));

  it("do not come from declarations, blocks, loops, comments or nothing", () =>
    check([
      ["const a = 1", nothing],
      ["function f() {}", nothing],
      ["5; class C {}", nothing],
      ["5; interface I { a: 1 }", nothing],
      ["enum E { A }", nothing],
      ["if (true) { 5 }", nothing],
      ["for (const x of [1]) x", nothing],
      ["label: 5", nothing],
      ["await 1; { 5 }", nothing],
      ["// a note", nothing],
      ["", nothing],
      ["  \n ", nothing],
      [";", nothing],
      ["export default 5", nothing],
    ]));

  it("of object-literal cells are objects", () =>
    check([
      ["{a: 1, b: 2}", "{ a: 1, b: 2 }"],
      ["{a: 1}", "{ a: 1 }"],
      ["// what\n{ a: 1, ...{ c: await 2 } } // it is", "{ a: 1, c: 2 }"],
      ["{}", "{}"],
      ["{ let x = 1; x }", nothing],
      ["{ a: 1 };", nothing],
      ["{ f() { return 1 } }.f()", /^SyntaxError/],
    ]));
});

describe("await", () => {
  it("stands wherever an async function allows it", () =>
    check([
      ["let v = await Promise.resolve(8); v", "8"],
      ["for await (const x of (async function*(){ yield 1; yield 2 })()) { v += x }; v", "11"],
      [`\`\${await 1} and \${[await 2]}\``, "'1 and 2'"],
      [
        "class K { static [await 'key'] = 1; [await 'm']() { return 2 } }; [K.key, new K().m()]",
        "[ 1, 2 ]",
      ],
      ["class L extends (await K) {}; new L().m()", "2"],
      ["await (async () => 5)()", "5"],
      ["await [6]", "[ 6 ]"],
      ["await /x/.exec('x')![0]", "'x'"],
      ["(await 1) + await 2", "3"],
      ["try { await Promise.reject(new Error('no')) } catch (e: any) { e.message }", nothing],
      ["if (await true) for (const i of await [1]) v = await i; v", "1"],
      ["function f() { await 1 }", /^SyntaxError/],
      ["const await = 1", /^SyntaxError/],
    ]));
});
