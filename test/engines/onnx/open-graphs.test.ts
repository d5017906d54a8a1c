import { expect, test } from "vitest";
import { OpenGraphs } from "../../../src/engines/onnx/open-graphs.ts";

/** Sessions that say what becomes of them. */
function watched() {
  const said: string[] = [];
  const graphs = new OpenGraphs<{ name: string; release(): Promise<void> }>();
  const ask = (name: string, bytes = 1e6, fails = false) =>
    graphs.of(name, () => ({
      bytes,
      open: async () => {
        said.push(`open ${name}`);
        if (fails) throw new Error("no memory at the moment");
        return {
          name,
          release: async () => {
            said.push(`release ${name}`);
          },
        };
      },
    }));
  return { graphs, ask, said };
}

test("small graphs stay open, and are not made again", async () => {
  const { ask, said } = watched();
  for (const name of ["a", "b", "a", "b", "c", "d", "a"]) expect((await ask(name)).name).toBe(name);
  expect(said).toEqual(["open a", "open b", "open c", "open d"]);
});

test("what was not asked for longest goes first", async () => {
  const { graphs, ask, said } = watched();
  for (const name of ["a", "b", "c", "d", "a", "e"]) await ask(name);
  expect(said.slice(4)).toEqual(["release b", "open e"]);
  await graphs.release();
  expect(said.slice(6)).toEqual(["release c", "release d", "release a", "release e"]);
});

test("a large graph is alone, and those before it are given back before it is opened", async () => {
  const { ask, said } = watched();
  for (const [name, bytes] of [
    ["a", 1e6],
    ["b", 1e9],
    ["c", 1e6],
    ["b", 1e9],
  ] as const) {
    await ask(name, bytes);
  }
  expect(said).toEqual([
    ...["open a", "release a", "open b", "release b", "open c", "release c", "open b"],
  ]);
});

test("a graph that failed is tried again", async () => {
  const { ask, said } = watched();
  await expect(ask("a", 1e6, true)).rejects.toThrow("no memory");
  expect((await ask("a")).name).toBe("a");
  expect(said).toEqual(["open a", "open a"]);
});
