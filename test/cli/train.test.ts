import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { asGenerator } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import { openTrainingState } from "../../src/training/state-file.ts";
import { labelSet } from "../training/pictures/picture-folders.ts";
import { trainingBackend } from "../training/training-backend.ts";
import { type Finished, filesIn, run, temporaryFolder } from "./run.ts";
import { logIn, trainArguments, weightsIn } from "./train-run.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const folder = temporaryFolder();
const pictures = trainArguments(join(folder, "pictures"));
const clade = [...pictures, "--method", "clade"];
const at = (name: string) => join(folder, name);

/** Runs, and must succeed; back ends may greet on stderr. */
async function trained(args: readonly string[]): Promise<Finished> {
  const finished = await run(args);
  expect(finished.code, finished.stderr).toBe(0);
  expect(finished.stderr).not.toContain("\u001b");
  return finished;
}

/** Runs, and must fail with one message, which it gives; back ends may greet before it. */
async function failed(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).not.toMatch(/^\s+at |unexpected error/m);
  return stderr;
}

async function savedStep(name: string): Promise<number> {
  const state = await openTrainingState(join(at(name), "training.safetensors"));
  await state.close();
  return state.head.step;
}

const whole = trained([
  ...clade,
  ...["--steps", "7", "--save-every", "3", "--log-every", "2", "-o", at("whole")],
]);

test("train makes a folder of networks, a state, a log and previews, and tells each checkpoint", async () => {
  const { stdout } = await whole;
  const line = (step: number) =>
    `\\S+whole: step ${step} of 7, G gan -?[\\d.]+, feature [\\d.]+, D fake [\\d.]+, real [\\d.]+\\n`;
  expect(stdout).toMatch(new RegExp(`^${[3, 6, 7].map(line).join("")}$`));
  expect(filesIn(at("whole"))).toEqual([
    "log.jsonl",
    "net_D.safetensors",
    "net_G.safetensors",
    "previews",
    "training.safetensors",
  ]);
  const network = asGenerator(
    await openNetwork(join(at("whole"), "net_G.safetensors"), { labelSet }),
  );
  expect(network.config).toMatchObject({ ngf: 1, method: { kind: "clade", classes: 4 } });
  await network.close();
  expect(await savedStep("whole")).toBe(7);
});

test("previews show each label map in the colours of its classes beside the picture", async () => {
  await whole;
  const previews = join(at("whole"), "previews");
  expect(filesIn(previews)).toEqual(["000003.png", "000006.png", "000007.png"]);
  const { width, height, data } = decode(readFileSync(join(previews, "000007.png")));
  expect({ width, height }).toEqual({ width: 2 * 36 + 4, height: 3 * 36 + 4 });
  const pixel = (y: number, x: number) => [...data.slice(3 * (y * width + x)).slice(0, 3)];
  const colors = labelSet.rows.map(({ color }) => [...color]);
  for (const y of [4, 40, 76]) expect(colors).toContainEqual(pixel(y, 4));
  expect(pixel(2, 2)).toEqual([255, 255, 255]);
});

test("the log has a line for every two steps and at each checkpoint, without a gap", async () => {
  await whole;
  const lines = logIn(at("whole"));
  expect(lines.map(({ step, steps }) => [step, steps])).toEqual([
    [2, 2],
    [3, 1],
    [4, 1],
    [6, 2],
    [7, 1],
  ]);
  for (const { losses, learningRates, seconds } of lines) {
    expect(Object.keys(losses)).toEqual(["gan", "feature", "pixel", "kld", "fake", "real"]);
    expect(Object.values(losses).every(Number.isFinite)).toBe(true);
    expect(learningRates.discriminator).toBeCloseTo(4 * learningRates.generator, 9);
    expect(seconds).toBeGreaterThan(0);
  }
});

test("Ctrl-C saves and says how to go on; what went on ends as if it had never stopped", async () => {
  const args = [...clade, "--steps", "7", "--save-every", "3", "--log-every", "2"];
  const child = spawn(process.execPath, [PROGRAM, ...args, "-o", at("stopped here")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  child.stdout.once("data", () => child.kill("SIGINT")); // at the first checkpoint
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code, stderr).toBe(130);
  const [, step, command] =
    /^note: stopped at step (\d) of 7; to go on: (cladescope train .* --resume)$/m.exec(stderr) ??
    [];
  expect(Number(step)).toBeGreaterThanOrEqual(3);
  expect(command).toContain(`-o '${at("stopped here")}'`);
  expect(await savedStep("stopped here")).toBe(Number(step));

  const resumed = await trained([...args, "-o", at("stopped here"), "--resume"]);
  expect(resumed.stderr).toContain(`note: going on from step ${step} of 7\n`);
  await whole;
  expect(weightsIn(at("stopped here"))).toEqual(weightsIn(at("whole")));
  let before = 0;
  for (const line of logIn(at("stopped here"))) {
    expect(line.step - line.steps).toBe(before);
    before = line.step;
  }
  expect(before).toBe(7);
});

test("a folder with anything in it is left alone, and --resume does not mix trainings", async () => {
  await whole;
  const before = weightsIn(at("whole"));
  expect(await failed([...clade, "-o", at("whole")])).toMatch(
    /whole: the folder holds a training already\n.*\n.*\n {2}try {7}--resume goes on with it/,
  );
  const other = [...pictures, "--method", "spade-1x1", "--steps", "9", "--ngf", "2"];
  expect(await failed([...other, "-o", at("whole"), "--resume"])).toMatch(
    /whole: the training that is to go on has another configuration\n {2}expected {2}--method clade, --ngf 1, --steps 7\n {2}got {7}--method spade-1x1, --ngf 2, --steps 9\n {2}try/,
  );
  const flipped = [...clade, "--steps", "7", "--no-flip", "-o", at("whole"), "--resume"];
  expect(await failed(flipped)).toMatch(/the training was of other data\n.*mirrored/);
  expect(weightsIn(at("whole"))).toEqual(before);

  mkdirSync(at("full"));
  writeFileSync(join(at("full"), "thesis.tex"), "");
  for (const resume of [[], ["--resume"]]) {
    expect(await failed([...clade, "-o", at("full"), ...resume])).toMatch(/got {7}thesis\.tex/);
  }
  expect(filesIn(at("full"))).toEqual(["thesis.tex"]);
  expect(await failed([...clade, "-o", at("missing/deeper")])).toMatch(
    /the folder of the output does not exist/,
  );
  expect(await failed([...clade, "-o", join(at("full"), "thesis.tex")])).toMatch(
    /a file, not a fo/,
  );
});

test("--resume without a training begins one, clears what a killed process left, and says so", async () => {
  mkdirSync(join(at("begun"), "previews"), { recursive: true });
  writeFileSync(join(at("begun"), ".net_G.safetensors.0123456789ab.tmp"), "half");
  writeFileSync(join(at("begun"), "log.jsonl"), '{"step":4,"st');
  const { stderr } = await trained([...clade, "--steps", "1", "-o", at("begun"), "--resume"]);
  expect(stderr).toMatch(/^note: \S+begun holds no training yet: starting from the beginning$/m);
  expect(filesIn(at("begun"))).not.toContain(".net_G.safetensors.0123456789ab.tmp");
  expect(logIn(at("begun")).map(({ step }) => step)).toEqual([1]);
});

test.each(["sean", "sean-clade"])(
  "--method %s trains in the style of each picture, and goes on",
  async (method) => {
    const args = [...pictures, "--method", method, "--style-length", "3", "--steps", "2"];
    await trained([...args, "--save-every", "1", "-o", at(method)]);
    const path = join(at(method), "net_G.safetensors");
    const network = asGenerator(await openNetwork(path, { labelSet }));
    expect(network.kind).toBe(method);
    expect(network.styleEncoder).toEqual({ ngf: 1, styleLength: 3 });
    await network.close();
    expect(filesIn(join(at(method), "previews"))).toEqual(["000001.png", "000002.png"]);
    const other = [...pictures, "--method", method, "--style-length", "4", "--steps", "2"];
    expect(await failed([...other, "-o", at(method), "--resume"])).toMatch(
      /expected {2}--style-length 3\n {2}got {7}--style-length 4/,
    );
  },
);

test("what SEAN does not take is said before anything is read", async () => {
  for (const [args, said] of [
    [["--method", "clade", "--style-length", "3"], /--style-length goes with --method sean/],
    [["--method", "sean", "--vae"], /--vae does not go with --method sean/],
    [["--method", "sean-clade", "--edges", "yes"], /takes no instance edges/],
  ] as const) {
    const { code, stderr } = await run([...pictures, ...args, "-o", at("never")]);
    expect(code).toBe(2);
    expect(stderr).toMatch(said);
  }
  expect(existsSync(at("never"))).toBe(false);
});

test("a loss that is no number ends the training, and the last good checkpoint stays", async () => {
  // The encoder's variance is an exponential, and soon infinite.
  const args = [...clade, "--vae", "--steps", "99", "--learning-rate", "1000", "--save-every", "1"];
  const { code, stderr } = await run([...args, "-o", at("broken")]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/the (loss|gradient) of the \w+ is not a number at step/);
  const step = await savedStep("broken");
  expect(stderr).toContain(`broken holds the training as it was at step ${step}\n`);
  await (await openNetwork(join(at("broken"), "net_G.safetensors"), { labelSet })).close();
});

test("a folder that is taken away during the training ends it with a message", async () => {
  const args = [...clade, "--steps", "100000", "--save-every", "5", "-o", at("taken-away")];
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  child.stdout.once("data", () => renameSync(at("taken-away"), at("elsewhere")));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code).toBe(1);
  expect(stderr).toMatch(/the folder of the output does not exist\n {2}try/);
  expect(await savedStep("elsewhere")).toBeGreaterThanOrEqual(5);
});

const limited = process.platform === "linux" || process.platform === "darwin";

test.runIf(limited)(
  "a disk that is full ends the training and leaves the last checkpoint as it was",
  async () => {
    const args = [...clade, "--steps", "4", "--save-every", "2", "-o", at("filled")];
    const withLimit = (kilobytes: number, resume: string[]) =>
      new Promise<Finished>((resolve) => {
        // The file system refuses files beyond a size, as it refuses any when it is full.
        const script = `trap '' XFSZ; ulimit -f ${kilobytes}; exec "$@"`;
        const child = spawn("bash", [
          "-c",
          script,
          "-",
          process.execPath,
          PROGRAM,
          ...args,
          ...resume,
        ]);
        let [stdout, stderr] = ["", ""];
        child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
        child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
        child.on("close", (code) => resolve({ code, stdout, stderr }));
      });
    const first = await withLimit(16, []);
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(/filled\/training\.safetensors: the output cannot be written/);
    expect(first.stderr).not.toContain("holds the training");
    expect(weightsIn(at("filled"))).toEqual({});

    await trained([...args, "--resume"]);
    const good = weightsIn(at("filled"));
    const again = await withLimit(16, ["--resume"]);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/holds the training as it was at step 4/);
    expect(weightsIn(at("filled"))).toEqual(good);
    expect(readdirSync(at("filled")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  },
);

describe.each([
  ["spade", []],
  ["clade-icpe", ["--position-unit", "class", "--positions-raw", "--trunk-kernel", "1"]],
  ["clade", ["--vae", "--backend", "auto"]],
] as const)("--method %s %j", (method, options) => {
  test("trains, and paints the label maps that are named", async () => {
    const out = at(`of-${method}`);
    const preview = join(folder, "pictures", "masks", "b.png");
    const args = [
      ...pictures,
      "--method",
      method,
      ...options,
      "--steps",
      "2",
      "--preview",
      preview,
    ];
    const { stderr } = await trained([...args, "-o", out]);
    const { height } = decode(readFileSync(join(out, "previews", "000002.png")));
    expect(height).toBe(40);
    expect(filesIn(out).includes("net_E.safetensors")).toBe(options.includes("--vae" as never));
    const notes = stderr.match(/^note: training on (tfjs-node-gpu|tfjs-node|wasm)\b/gm) ?? [];
    expect(notes).toHaveLength(options.includes("auto" as never) ? 1 : 0);
  });
});

test("a network that was trained on other positional maps is painted with those, without being told", async () => {
  const labels = join(folder, "pictures", "masks", "b.png");
  const out = at("by-class");
  const kind = ["--method", "clade-icpe", "--position-unit", "class", "--positions-raw"];
  // Steps large enough that the picture is no longer grey.
  await trained([...pictures, ...kind, "--steps", "8", "--learning-rate", "0.05", "-o", out]);
  const net = join(out, "net_G.safetensors");
  const map = at("map.npy");
  await run(["positions", labels, "--unit", "class", "--raw", "-o", map]);
  const named = ["--label-set", pictures[pictures.indexOf("--label-set") + 1]];
  const paint = async (picture: string, more: readonly string[] = []) => {
    const given = [...named, ...more, "-o", at(picture)];
    const { code, stderr } = await run(["synthesize", net, labels, ...given]);
    expect(code, stderr).toBe(0);
    return readFileSync(at(picture));
  };
  expect(await paint("own.png")).toEqual(await paint("given.png", ["--positions", map]));
  await run(["positions", labels, "-o", at("released.npy")]);
  expect(await paint("own.png")).not.toEqual(
    await paint("other.png", ["--positions", at("released.npy")]),
  );
  await run(["report", net, labels, ...named, "-o", at("page.html")]);
  const page = readFileSync(at("page.html"), "utf8");
  expect(page).toContain("how far every pixel lies from the centre of all pixels of its class.");
  expect(page).toContain("behind the centre, in pixels");
  expect((await run(["inspect", net])).stdout).toMatch(/metadata +positions: class, in pixels/);
});

test("toy scenes take the place of pictures, and the networks say on which they were trained", async () => {
  const sizes = ["--size", "32x32", "--ngf", "1", "--ndf", "2", "--batch", "2", "--steps", "1"];
  const scenes = ["--toy-scenes", "--positional", "0.5", "--context", "0", "--edges", "yes"];
  const args = ["train", ...scenes, "--method", "clade-icpe", ...sizes, "--seed", "3"];
  await trained([...args, "--backend", trainingBackend, "-o", at("toy")]);
  const network = await openNetwork(join(at("toy"), "net_G.safetensors"));
  expect(asGenerator(network)).toMatchObject({
    kind: "clade-icpe",
    labelSet: { name: "toy-scenes" },
    config: { method: { instanceEdges: true } },
  });
  expect(network.metadata.get("training")).toMatch(
    /toy scenes, seed 3, 32×32, positional structure 0\.5, context 0, .*; 1 of 1 steps/,
  );
  await network.close();
});

test("pictures that do not pair up are told before anything is made", async () => {
  const here = trainArguments(at("unpaired"));
  rmSync(join(at("unpaired"), "masks", "b.png"));
  expect(await failed([...here, "--method", "clade", "-o", at("never")])).toMatch(
    /no label map for b\n/,
  );
  expect(await failed([...clade, "--size", "40x40", "-o", at("never")])).toMatch(
    /--size: the network cannot make a picture of this size\n {2}expected {2}height and width in multiples of 32/,
  );
  expect(existsSync(at("never"))).toBe(false);
});
