import { describe, expect, test } from "vitest";
import { commonPrefix, withoutPrefix } from "../../src/checkpoint/name-prefixes.ts";

function stripped(...names: string[]): { names: string[]; notes: string[] } {
  const notes: string[] = [];
  const values = new Map(names.map((name, i) => [name, i]));
  const left = withoutPrefix(values, commonPrefix(names, notes));
  expect([...left.values()]).toEqual([...values.values()]);
  return { names: [...left.keys()], notes };
}

describe("prefixes before every name", () => {
  test.each(["module.", "_orig_mod.", "netG.", "net_G.", "generator."])(
    "%s is removed, with a note",
    (prefix) => {
      expect(stripped(`${prefix}fc.weight`, `${prefix}fc.bias`)).toEqual({
        names: ["fc.weight", "fc.bias"],
        notes: [`removed the prefix '${prefix}' from every name`],
      });
    },
  );

  test("of wrappers around wrappers are removed one after the other", () => {
    const { names, notes } = stripped("_orig_mod.module.netG.fc.weight");
    expect(names).toEqual(["fc.weight"]);
    expect(notes.length).toBe(3);
    expect(notes[0]).toContain("'_orig_mod.'");
    expect(notes[2]).toContain("'netG.'");
  });

  test("stay if one name has none", () => {
    const names = ["module.fc.weight", "fc.bias"];
    expect(stripped(...names)).toEqual({ names, notes: [] });
  });

  test("stay where nothing would be left of a name", () => {
    expect(stripped("module.", "module.a").names).toEqual(["module.", "module.a"]);
  });

  test("are looked for eight deep, and not among no names at all", () => {
    expect(stripped(`${"module.".repeat(10)}a`).names).toEqual(["module.module.a"]);
    expect(stripped()).toEqual({ names: [], notes: [] });
  });
});
