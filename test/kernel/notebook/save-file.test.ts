import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NotebookError } from "../../../kernel/errors.ts";
import { readNotebook } from "../../../kernel/notebook/read-notebook.ts";
import { OutputFile } from "../../../kernel/notebook/save-file.ts";
import { code, temporaryFolder, writeNotebook } from "./support.ts";

const folder = temporaryFolder();

async function refusal(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => expect.unreachable("it should have been refused"),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(NotebookError);
  return (error as NotebookError).message;
}

test("a file is written whole, over and over, and nothing is left beside it", async () => {
  const path = join(folder, "out.ipynb");
  const file = await OutputFile.prepare(path);
  expect(readdirSync(folder)).toEqual([]);
  await file.save("one");
  await file.save("two");
  expect(readFileSync(path, "utf8")).toBe("two");
  expect(readdirSync(folder)).toEqual(["out.ipynb"]);
});

test("permissions and symbolic links stay what they were", async () => {
  const [path, link] = [join(folder, "mode.ipynb"), join(folder, "link.ipynb")];
  writeFileSync(path, "old");
  chmodSync(path, 0o640);
  symlinkSync(path, link);
  await (await OutputFile.prepare(link)).save("new");
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(statSync(path).mode & 0o777).toBe(0o640);
  chmodSync(path, 0o666); // more than the usual umask leaves
  await (await OutputFile.prepare(path)).save("newer");
  expect(statSync(path).mode & 0o777).toBe(0o666);
});

test("a folder, a missing folder and a write-protected file are refused before anything is done", async () => {
  mkdirSync(join(folder, "sub"));
  expect(await refusal(OutputFile.prepare(join(folder, "sub")))).toContain("is a folder");
  expect(await refusal(OutputFile.prepare(join(folder, "no", "x.ipynb")))).toContain(
    "folder of the output does not exist",
  );
  const path = join(folder, "protected.ipynb");
  writeFileSync(path, "mine");
  chmodSync(path, 0o444);
  expect(await refusal(OutputFile.prepare(path))).toContain("write-protected");
  expect(readFileSync(path, "utf8")).toBe("mine");
});

test("a notebook that another program has saved in the meantime is left alone", async () => {
  const path = writeNotebook(folder, "shared.ipynb", [code("1")]);
  const { stamp } = await readNotebook(path);
  const file = await OutputFile.prepare(path, stamp);
  await file.save("ours");
  await file.save("ours again");
  writeFileSync(path, "theirs");
  await file.save("ours, late");
  await file.save("ours, last");
  expect(readFileSync(path, "utf8")).toBe("theirs");
  expect(file.aside).toBe(join(folder, "shared.executed.ipynb"));
  expect(readFileSync(join(folder, "shared.executed.ipynb"), "utf8")).toBe("ours, last");
  expect(await refusal(OutputFile.prepare(path, stamp))).toContain("another program has changed");
});

test.skipIf(process.platform !== "linux")(
  "a folder that is there and takes no files is not said to be missing",
  async () => {
    expect(await refusal(OutputFile.prepare("/proc/x.ipynb"))).toContain(
      "the folder of the output may not be written",
    );
  },
);
