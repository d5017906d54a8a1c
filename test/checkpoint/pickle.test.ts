import { describe, expect, test } from "vitest";
import { LONGEST_PICKLE, readPickle } from "../../src/checkpoint/pickle.ts";
import { TruncatedPickle } from "../../src/checkpoint/pickle-bytes.ts";
import {
  PersistentId,
  PickleCall,
  PickleDict,
  PickleGlobal,
  PickleList,
  PickleTuple,
  type PickleValue,
} from "../../src/checkpoint/pickle-values.ts";
import { CheckpointError } from "../../src/errors.ts";
import { bytesOf, little } from "./hostile-files.ts";

/** A readable form: lists as arrays, tuples as {tuple}, … */
function plain(value: PickleValue): unknown {
  if (value instanceof PickleList) return value.items.map(plain);
  if (value instanceof PickleTuple) return { tuple: value.items.map(plain) };
  if (value instanceof PickleDict) {
    return new Map([...value.entries].map(([key, item]) => [plain(key), plain(item)]));
  }
  if (value instanceof PickleGlobal) return { global: value.name };
  if (value instanceof PickleCall) return { call: value.callee.name, args: plain(value.args) };
  if (value instanceof PersistentId) return { persistent: plain(value.id) };
  return value;
}

function read(...parts: (string | number | Uint8Array)[]): unknown {
  return plain(readPickle(bytesOf(...parts), { where: "test", allows: () => true }).value);
}

describe("readPickle() reads", () => {
  test.each<[name: string, code: string, value: unknown]>([
    ["None", "N.", null],
    ["booleans of protocol 0", "(lI01\naI00\na.", [true, false]],
    ["booleans of protocol 2", "\x80\x02\x88\x89\x86.", { tuple: [true, false] }],
    ["integers of protocol 0", "(I-5\nL123L\nL9007199254740993L\nl.", [-5, 123, 9007199254740993n]],
    ["short integers", "(K\xffM\x01\x02J\xff\xff\xff\xffl.", [255, 513, -1]],
    ["long integers", "\x80\x02(\x8a\x00\x8a\x01\xff\x8a\x02\x00\x80l.", [0, -1, -32768]],
    [
      "larger integers",
      "\x80\x02\x8b\x08\x00\x00\x00\x01\x00\x00\x00\x00\x00\x20\x00.",
      9007199254740993n,
    ],
    ["floats", "(F0.5\nG\x3f\xf8\x00\x00\x00\x00\x00\x00l.", [0.5, 1.5]],
    ["texts of protocol 0", "(S'a\\'\\n\\x41\\101'\nVb\\u00e9\\U0001f600\nl.", ["a'\nAA", "bé😀"]],
    [
      "texts of protocol 1",
      "(U\x01\x80T\x01\x00\x00\x00cX\x02\x00\x00\x00\xc3\xa9l.",
      ["\x80", "c", "é"],
    ],
    ["texts of protocol 4", "\x80\x04\x8c\x01a.", "a"],
    ["longer texts", "\x80\x04\x8d\x01\x00\x00\x00\x00\x00\x00\x00a.", "a"],
    ["bytes", "\x80\x03C\x02\x00\xff.", Uint8Array.of(0, 255)],
    ["tuples", "((K\x01K\x02tK\x03\x85)l.", [{ tuple: [1, 2] }, { tuple: [3] }, { tuple: [] }]],
    ["lists", "](K\x01K\x02eK\x03a.", [1, 2, 3]],
    ["sets", "\x80\x04\x8f(K\x01\x90.", [1]],
    ["frozen sets", "\x80\x04(K\x01\x91.", [1]],
    [
      "dictionaries",
      "}(X\x01\x00\x00\x00aK\x01uX\x01\x00\x00\x00bK\x02s.",
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
    ],
    ["dictionaries of protocol 0", "(S'a'\nI1\nd.", new Map([["a", 1]])],
    [
      "names",
      "(ccollections\nOrderedDict\n\x8c\x01m\x8c\x01n\x93l.",
      [{ global: "collections.OrderedDict" }, { global: "m.n" }],
    ],
    [
      "an ordered dictionary of Python 3",
      "ccollections\nOrderedDict\n)RK\x01K\x02s.",
      new Map([[1, 2]]),
    ],
    [
      "an ordered dictionary of Python 2",
      "ccollections\nOrderedDict\n((lp1\n(lp2\nK\x01aK\x02aatR.",
      new Map([[1, 2]]),
    ],
    [
      "calls, as records",
      "ctorch\ndevice\n(S'cpu'\ntR.",
      { call: "torch.device", args: { tuple: ["cpu"] } },
    ],
    ["calls of NEWOBJ", "\x80\x02ca\nb\n)\x81.", { call: "a.b", args: { tuple: [] } }],
    ["calls of NEWOBJ_EX", "\x80\x04ca\nb\n)}\x92.", { call: "a.b", args: { tuple: [] } }],
    [
      "calls of INST and OBJ",
      "((K\x01ia\nb\n(cc\nd\nK\x02ol.",
      [
        { call: "a.b", args: { tuple: [1] } },
        { call: "c.d", args: { tuple: [2] } },
      ],
    ],
    ["attributes, by dropping them", "}}(K\x01K\x02ub.", new Map()],
    ["references", "(Pstorage\nK\x05Ql.", [{ persistent: "storage" }, { persistent: 5 }]],
    ["the memo", "(K\x07q\x00K\x08p300\nh\x00g300\nl.", [7, 8, 7, 8]],
    ["the memo of protocol 4", "\x80\x04(K\x07\x94K\x08\x94h\x01j\x00\x00\x00\x00l.", [7, 8, 8, 7]],
    ["stack juggling", "(K\x01K\x022K\x030(1l.", [1, 2, 2]],
    ["frames", "\x80\x04\x95\x02\x00\x00\x00\x00\x00\x00\x00N.", null],
  ])("%s", (_, code, value) => {
    expect(read(code)).toEqual(value);
  });

  test("one pickle after another", () => {
    const bytes = bytesOf("K\x01.K\x02.");
    const first = readPickle(bytes, { where: "test" });
    expect(first.end).toBe(3);
    expect(readPickle(bytes, { where: "test", start: first.end }).value).toBe(2);
  });

  test("nesting of any depth without a deep stack", () => {
    const depth = 500_000;
    const { value } = readPickle(bytesOf("]".repeat(depth), "a".repeat(depth - 1), "."), {
      where: "test",
    });
    let levels = 0;
    for (let list = value; list instanceof PickleList; list = list.items[0]) levels++;
    expect(levels).toBe(depth);
  });

  test("a tower of shared references, whose tree would not fit into any memory", () => {
    const doubled = Array.from(
      { length: 200 },
      (_, i) => `q${String.fromCharCode(i)}h${String.fromCharCode(i)}\x86`,
    );
    const { value } = readPickle(bytesOf("\x80\x02N", doubled.join(""), "."), { where: "test" });
    expect(value).toBeInstanceOf(PickleTuple);
  });
});

describe("readPickle() runs nothing and names what a pickle asks for:", () => {
  test.each([
    ["os.system", "cos\nsystem\n(S'echo hacked'\ntR."],
    ["posix.system", "\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R."],
    ["builtins.eval", "c__builtin__\neval\n(S'1/0'\ntR."],
    ["builtins.getattr", "\x80\x02cbuiltins\ngetattr\n."],
    ["os.system", "(S'true'\nios\nsystem\n."],
    ["subprocess.Popen", "\x80\x02}(X\x01\x00\x00\x00a]csubprocess\nPopen\n)\x81aub."],
    // A harmless call around a harmful one, as a nested __reduce__ gives.
    ["os.system", "ccollections\nOrderedDict\n((lcos\nsystem\n(S'true'\ntRatR."],
  ])("%s", (name, code) => {
    const allows = (global: string) => global.startsWith("collections.");
    expect(() => readPickle(bytesOf(code), { where: "net.pth", allows })).toThrow(
      `net.pth: the pickle asks Python for "${name}", which weights do not need\n` +
        "  expected  tensors, numbers and text in dictionaries\n" +
        "  got       a reference to program code; nothing of it was run\n" +
        "  try       if you trust the file, save its weights alone: torch.save(net.state_dict(), 'weights.pth')",
    );
  });

  test("the names cannot forge a message", () => {
    const code = bytesOf("\x80\x04\x8c\x03a\nb\x8c\x05\x1b[31m\x93.");
    expect(() => readPickle(code, { where: "test" })).toThrow('"a\\nb.\\u001b[31m"');
  });
});

describe("readPickle() refuses", () => {
  test.each([
    ["an empty stack", "."],
    ["two values", "NN."],
    ["an open mark", "(N."],
    ["taking from below a mark", "N(\x85t."],
    ["a missing mark", "Nt."],
    ["a memo that was never put", "h\x05."],
    ["items of something else", "N(K\x01e."],
    ["keys without values", "}(K\x01u."],
    ["calling data", "N)R."],
    ["arguments that are no tuple", "ccollections\nOrderedDict\nNR."],
    ["an ordered dictionary of numbers", "ccollections\nOrderedDict\n(](K\x01etR."],
    ["extension codes", "\x80\x02\x82\x01."],
    ["buffers outside the file", "\x80\x05\x97."],
    ["unknown opcodes", "?"],
    ["protocol 6", "\x80\x06N."],
    ["text that is not UTF-8", "X\x01\x00\x00\x00\xff."],
    ["integers that are none", "Iten\n."],
    ["endless integers", `L${"9".repeat(5000)}L\n.`],
  ])("%s", (_, code) => {
    expect(() => readPickle(bytesOf(code), { where: "test", allows: () => true })).toThrow(
      CheckpointError,
    );
  });

  test.each([
    ["BINUNICODE", bytesOf("X", little(4, 2 ** 32 - 1))],
    ["BINUNICODE8", bytesOf("\x8d", little(8, 2n ** 63n))],
    ["BINBYTES8", bytesOf("\x8e", little(8, 2n ** 40n))],
    ["LONG4", bytesOf("\x8b", little(4, 200))],
    ["a line", bytesOf("cos")],
    ["no opcode at all", bytesOf("N")],
  ])("a length beyond the end, before taking memory: %s", (_, bytes) => {
    expect(() => readPickle(bytes, { where: "test" })).toThrow(TruncatedPickle);
  });

  test("more opcodes than weights need, and pickles beyond 64 MiB", () => {
    const many = new Uint8Array(2 ** 21 + 2).fill(0x4e); // N, N, N, …
    expect(() => readPickle(many, { where: "test" })).toThrow(/the pickle is too long/);
    const long = bytesOf("X", little(4, LONGEST_PICKLE), new Uint8Array(LONGEST_PICKLE), "N.");
    expect(() => readPickle(long, { where: "test" })).toThrow(/the pickle is too long/);
  });

  test("copies of one list that would take quadratic time", () => {
    const list = `](${"]NaNa".repeat(3000)}eq\x00`;
    const copies = "ccollections\nOrderedDict\n(h\x00tR0".repeat(3000);
    expect(() =>
      readPickle(bytesOf(list, copies, "."), { where: "test", allows: () => true }),
    ).toThrow(CheckpointError);
  });
});
