import { writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pieces } from "../../src/checkpoint/pieces.ts";
import { folderOfTest } from "../support/temporary-folder.ts";

async function opened(length: number) {
  const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
  const path = join(folderOfTest(), `${length}.bin`);
  writeFileSync(path, bytes);
  return { bytes, file: await open(path) };
}

test.each([0, 1, 99, 100, 101, 300, 1050])(
  "pieces of a file of %d bytes are the file",
  async (length) => {
    const { bytes, file } = await opened(length);
    const copies: Buffer[] = [];
    for await (const piece of pieces(file, 100)) copies.push(Buffer.from(piece));
    await file.close();
    expect(Buffer.concat(copies)).toEqual(bytes);
    expect(copies.every((piece) => piece.length > 0 && piece.length <= 100)).toBe(true);
  },
);

test("a piece stays as it is while it is worked on, and the file may be closed by who stops early", async () => {
  const { bytes, file } = await opened(1000);
  for await (const piece of pieces(file, 100)) {
    await new Promise((resolve) => setTimeout(resolve, 20)); // the next one has been read by now
    expect(Buffer.from(piece)).toEqual(bytes.subarray(0, 100));
    break;
  }
  await file.close();
});

test("who asks for the next piece is told why there is none", async () => {
  const { file } = await opened(1000);
  const all = pieces(file, 100);
  expect((await all.next()).done).toBe(false);
  expect((await all.next()).done).toBe(false);
  await file.close();
  await all.next(); // was being read
  await expect(all.next()).rejects.toThrow(/closed|EBADF/);
});
