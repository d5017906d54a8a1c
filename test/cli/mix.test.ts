import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openFileSource } from "../../src/checkpoint/file-source.ts";
import { encodeNpy, readNpy } from "../../src/checkpoint/npy.ts";
import { interpolateLatents, seededNormal } from "../../src/models/latent.ts";
import { filesIn, ok, problem, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();

function written(name: string, shape: readonly number[], data: Float32Array): string {
  const path = join(folder, name);
  writeFileSync(path, encodeNpy({ dtype: "float32", shape: [...shape], data }));
  return path;
}

async function read(path: string): Promise<{ shape: readonly number[]; data: number[] }> {
  const source = await openFileSource(path);
  const { shape, data } = await readNpy(source);
  await source.close();
  return { shape, data: Array.from(data as Float32Array) };
}

test("style codes are mixed region by region, all of them or those that are named", async () => {
  const a = written("a.npy", [3, 2], Float32Array.of(1, 2, 3, 4, 0, 0));
  const b = written("b.npy", [1, 3, 2], Float32Array.of(3, 4, 7, 8, 5, 6));
  const out = join(folder, "mixed.npy");
  expect(await ok(["mix", a, b, "-o", out])).toBe(`${out}: style codes [3, 2]\n`);
  expect(await read(out)).toEqual({ shape: [3, 2], data: [2, 3, 5, 6, 5, 6] });
  await ok(["mix", a, b, "--at", "1", "--regions", "1", "-o", out]);
  expect(await read(out)).toEqual({ shape: [3, 2], data: [1, 2, 7, 8, 0, 0] });
});

test("latent codes are turned from one to the other, or go straight", async () => {
  const [z, w] = [seededNormal(1, 16), seededNormal(2, 16)];
  const [a, b] = [written("z.npy", [16], z), written("w.npy", [1, 16], w)];
  const out = join(folder, "between.npy");
  expect(await ok(["mix", a, b, "--at", "0.25", "-o", out])).toBe(`${out}: a latent code [16]\n`);
  expect((await read(out)).data).toEqual([...interpolateLatents(z, w, 0.25)]);
  await ok(["mix", a, b, "--at", "-1", "--straight", "-o", out]);
  expect((await read(out)).data).toEqual([...interpolateLatents(z, w, -1, "linear")]);
});

test("what cannot be mixed is refused readably, and nothing is written", async () => {
  const codes = written("codes.npy", [3, 2], new Float32Array(6).fill(1));
  const other = written("other.npy", [2, 3], new Float32Array(6).fill(1));
  const z = written("latent.npy", [6], new Float32Array(6).fill(1));
  const broken = written("broken.npy", [6], new Float32Array(6).fill(Number.NaN));
  const [high, low] = [3e38, -3e38].map((x) =>
    written(`${x}.npy`, [3, 2], new Float32Array(6).fill(x)),
  );
  const deep = written("deep.npy", [2, 2, 2], new Float32Array(8));
  const out = join(folder, "refused.npy");
  const before = filesIn(folder);
  const files: [args: string[], expected: RegExp][] = [
    [[codes, other], /two arrays of style codes[\s\S]*\[3, 2\] and \[2, 3\]/],
    [[codes, z], /do not go together/],
    [[z, broken], /broken\.npy[\s\S]*not finite/],
    [[high, low, "--at", "5"], /not finite[\s\S]*up to 3.00e\+38, at 5/],
    [[codes, deep], /shape \[2, 2, 2\]/],
    [[codes, codes, "--regions", "3"], /regions 0 to 2[\s\S]*3/],
    [[codes, join(folder, "none.npy")], /none\.npy/],
  ];
  for (const [args, expected] of files) {
    expect(await problem(["mix", ...args, "-o", out])).toMatch(expected);
  }
  const usage: [args: string[], expected: RegExp][] = [
    [[codes, codes, "--regions", "1,x"], /bank rows with commas/],
    [[codes, codes, "--at", "11"], /from -10 to 10/],
    [[z, z, "--regions", "1"], /no regions/],
    [[codes, codes, "--straight"], /always mixed so/],
    [[codes], /B is missing/],
  ];
  for (const [args, expected] of usage) {
    expect(await problem(["mix", ...args, "-o", out], { code: 2 })).toMatch(expected);
  }
  expect(await problem(["mix", codes, codes, "-o", "x.png"], { code: 2 })).toMatch(/\.npy/);
  expect(filesIn(folder)).toEqual(before);
});
