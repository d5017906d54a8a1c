import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { golden, goldenFiles } from "./goldens.ts";
import { filesIn, ok, problem, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const inputs = join(folder, "inputs");

/** Every command that writes a file, as `[arguments, extension]`; its `-o` comes last. */
let writers: Record<string, readonly [args: readonly string[], extension: string]> = {};
let wrongLabels = "";

beforeAll(async () => {
  mkdirSync(inputs);
  const { checkpoint, labels } = await goldenFiles(golden("tiny/clade"), inputs);
  wrongLabels = join(inputs, "wrong.png");
  writeFileSync(wrongLabels, "no picture");
  writers = {
    synthesize: [["synthesize", checkpoint, labels], ".png"],
    intervene: [
      ["intervene", "--do", '{"kind": "scale", "factor": 2}', checkpoint, labels],
      ".svg",
    ],
    positions: [["positions", labels], ".npy"],
    export: [["export", checkpoint], ".safetensors"],
    report: [["report", checkpoint, labels], ".html"],
  };
});

const COMMANDS = ["synthesize", "intervene", "positions", "export", "report"];

/** Runs a writer in an empty folder; gives what is in there afterwards. */
async function tried(command: string, output: (folder: string, extension: string) => string) {
  const [args, extension] = writers[command];
  const into = mkdtempSync(join(folder, `${command}-`));
  const message = await problem([...args, "-o", output(into, extension)]);
  return { message, files: filesIn(into) };
}

describe.each(COMMANDS)("%s", (command) => {
  test.concurrent("replaces a file that is there, and leaves nothing beside it", async () => {
    const [args, extension] = writers[command];
    const into = join(folder, command);
    const out = join(into, `out${extension}`);
    mkdirSync(into);
    writeFileSync(out, "old");
    await ok([...args, "-o", out]);
    expect(readFileSync(out).length).toBeGreaterThan(100);
    expect(filesIn(into)).toEqual([`out${extension}`]);
  });

  test.concurrent("creates no folder for its output", async () => {
    const { message, files } = await tried(command, (into, ext) => join(into, "new", `out${ext}`));
    expect(message).toMatch(
      /: the folder of the output does not exist\n {2}try {7}make it first\n/,
    );
    expect(files).toEqual([]);
  });

  test.concurrent("refuses a place below a file, and one that the system owns", async () => {
    writeFileSync(join(folder, "file"), "");
    const below = await tried(command, (_, ext) => join(folder, "file", `out${ext}`));
    expect(below.message).toMatch(/: the folder of the output is a file\n {2}try {7}/);
    const { message, files } = await tried(command, (_, ext) => `/proc/out${ext}`);
    expect(message).toMatch(/^\/proc\/out.*: the .*output.*\n {2}try {7}/);
    expect(files).toEqual([]);
  });
});

test.concurrent("a folder as output is refused by commands that write one file", async () => {
  for (const command of ["synthesize", "intervene", "export", "report"]) {
    const name = (into: string, ext: string) => {
      const path = join(into, `folder${ext}`);
      mkdirSync(path);
      return path;
    };
    const { message, files } = await tried(command, name);
    expect(message).toMatch(/: the output is a folder\n {2}expected {2}the name of a file\n/);
    expect(files).toHaveLength(1);
  }
});

test.concurrent("after a failure the old output is as it was", async () => {
  const into = mkdtempSync(join(folder, "kept-"));
  for (const [command, [args, extension]] of Object.entries(writers)) {
    const out = join(into, `kept${extension}`);
    writeFileSync(out, "old");
    const broken =
      command === "export" ? ["export", wrongLabels] : [...args.slice(0, -1), wrongLabels];
    await problem([...broken, "-o", out]);
    expect(readFileSync(out, "utf8")).toBe("old");
  }
  expect(filesIn(into)).toHaveLength(Object.keys(writers).length);
});

test.concurrent("relative paths start at the current folder", async () => {
  const { checkpoint, folder: cwd } = await goldenFiles(golden("tiny/clade"), folder);
  await ok(["synthesize", checkpoint, "label.npy", "-o", "here.png"], { cwd });
  expect(filesIn(cwd)).toContain("here.png");
});
