import { expect, test } from "vitest";
import { plainText } from "../../../../kernel/child/display/plain-text.ts";

test("plain text is what Node's REPL prints, strings quoted", () => {
  expect(plainText(6 * 7)).toBe("42");
  expect(plainText("two")).toBe("'two'");
  expect(plainText(-0)).toBe("-0");
  expect(plainText(10n)).toBe("10n");
  expect(plainText(null)).toBe("null");
  expect(plainText(Symbol("s"))).toBe("Symbol(s)");
  expect(plainText([1, "a", { b: undefined }])).toBe("[ 1, 'a', { b: undefined } ]");
  expect(plainText(new Date(0))).toBe("1970-01-01T00:00:00.000Z");
});

test("functions and classes are short, instances and promises tell what they are", () => {
  class Base {}
  class Layer extends Base {
    readonly scale = 2;
  }
  expect(plainText(Layer)).toBe("[class Layer extends Base]");
  expect(plainText(function add() {})).toBe("[Function: add]");
  expect(plainText(new Layer())).toBe("Layer { scale: 2 }");
  expect(plainText(Promise.resolve(1))).toBe("Promise { 1 }");
  expect(plainText(new Promise(() => {}))).toBe("Promise { <pending> }");
});

test("a timer is one line, and says when it is over", () => {
  const once = setTimeout(() => {}, 100);
  const again = setInterval(() => {}, 200);
  const soon = setImmediate(() => {});
  expect(plainText(once)).toBe("Timeout { 100 ms }");
  expect(plainText(again)).toBe("Timeout { every 200 ms }");
  expect(plainText(soon)).toBe("Immediate {}");
  clearTimeout(once);
  clearInterval(again);
  clearImmediate(soon);
  for (const timer of [once, again]) expect(plainText(timer)).toBe("Timeout { over }");
  expect(plainText(soon)).toBe("Immediate { over }");
});

test("maps, sets, cycles and objects without a prototype are readable", () => {
  const cycle: Record<string, unknown> = { name: "ring" };
  cycle.self = cycle;
  expect(plainText(new Map([["a", 1]]))).toBe("Map(1) { 'a' => 1 }");
  expect(plainText(new Set([1, 2]))).toBe("Set(2) { 1, 2 }");
  expect(plainText(cycle)).toBe("<ref *1> { name: 'ring', self: [Circular *1] }");
  expect(plainText(Object.create(null))).toBe("[Object: null prototype] {}");
});

test("getters are not invoked and proxies not sprung", () => {
  let invoked = false;
  const value = {
    get danger() {
      invoked = true;
      return 1;
    },
  };
  const trap = new Proxy(
    { inner: 1 },
    {
      get() {
        invoked = true;
        return 1;
      },
    },
  );
  expect(plainText(value)).toBe("{ danger: [Getter] }");
  expect(plainText(trap)).toBe("{ inner: 1 }");
  expect(invoked).toBe(false);
});

test("short typed arrays are printed whole, long ones with their range and mean", () => {
  expect(plainText(new Uint8Array([1, 2, 3]))).toBe("Uint8Array(3) [ 1, 2, 3 ]");
  const ramp = Float32Array.from({ length: 65_536 }, (_, i) => i / 65_535);
  ramp[0] = 0.1;
  expect(plainText(ramp)).toMatch(
    /^Float32Array\(65536\) \[0\.1, .*, …\] min .* max 1 mean 0\.5\d*$/,
  );
  expect(plainText(new BigInt64Array(200).fill(3n))).toBe(
    "BigInt64Array(200) [3, 3, 3, 3, 3, 3, 3, 3, …] min 3 max 3 mean 3",
  );
});

test("NaN counts apart in the summary of a typed array", () => {
  const holes = new Float64Array(101).fill(2);
  holes[0] = Number.NaN;
  expect(plainText(holes)).toMatch(
    /^Float64Array\(101\) \[NaN, 2, .*\] min 2 max 2 mean 2, 1 NaN$/,
  );
  expect(plainText(new Float64Array(101).fill(Number.NaN))).toMatch(/ all 101 NaN$/);
});

test("buffers, array buffers and data views show their first bytes", () => {
  expect(plainText(Buffer.from("abc"))).toBe("<Buffer 61 62 63>");
  expect(plainText(new ArrayBuffer(2))).toContain("[Uint8Contents]: <00 00>");
  expect(plainText(new DataView(new ArrayBuffer(2)))).toContain("DataView");
});

test("large values are cut, with a note of what is missing", () => {
  const deep = Array.from({ length: 100 }, () =>
    Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => [1, 2, 3])),
  );
  expect(plainText(deep).length).toBeLessThan(21_000);
  expect(plainText(deep)).toContain("more items");
  expect(plainText("x".repeat(30_000))).toMatch(/^'x+'\.\.\. 20000 more characters$/);
  const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`key${i}`, i]));
  expect(plainText(wide)).toMatch(/… (?:4000 more keys|\d+ more characters)$/);
});

test("escape sequences of a value's own inspection are removed", () => {
  const colourful = { [Symbol.for("nodejs.util.inspect.custom")]: () => "\x1b[31mred\x1b[0m" };
  expect(plainText(colourful)).toBe("red");
});

test("a value whose own inspection throws is shown without it", () => {
  const broken = {
    size: 1,
    [Symbol.for("nodejs.util.inspect.custom")]: () => {
      throw new Error("no");
    },
  };
  expect(plainText(broken)).toContain("size: 1");
});

test("errors show their stack and their cause", () => {
  const text = plainText(new Error("outer", { cause: new TypeError("inner") }));
  expect(text).toMatch(/^Error: outer\n {4}at /);
  expect(text).toContain("[cause]: TypeError: inner");
});
