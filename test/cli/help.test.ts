import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { ok, problem, run } from "./run.ts";

const COMMANDS = [
  "inspect",
  "synthesize",
  "intervene",
  "positions",
  "cost",
  "report",
  "export",
  "train",
  "run",
  "kernel",
  "backends",
  "tune",
  "cache",
];

test.concurrent("cladescope --help lists every command and shows examples", async () => {
  const text = await ok(["--help"]);
  for (const command of COMMANDS) expect(text).toMatch(new RegExp(`^ {2}${command} +\\w`, "m"));
  expect(text).toMatch(/^Examples:\n {2}cladescope inspect/m);
  for (const same of [["-h"], ["help"]]) expect(await ok(same)).toBe(text);
});

test.concurrent("cladescope alone shows the help and exits with 2", async () => {
  const { code, stdout, stderr } = await run([]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  expect(stdout).toBe(await ok(["--help"]));
});

test.concurrent("cladescope --version tells the version of the package", async () => {
  expect(await ok(["--version"])).toBe(`${packageJson.version}\n`);
});

test.concurrent.each(COMMANDS)(
  "%s --help tells usage, every option, and examples",
  async (command) => {
    const text = await ok([command, "--help"]);
    expect(text).toMatch(new RegExp(`^Usage: cladescope ${command} .*\\n\\n\\w`));
    expect(text).toMatch(/^ {2}-h, --help /m);
    expect(text).toMatch(/^ {6}--debug /m);
    expect(text).toMatch(new RegExp(`\\nExamples:\\n {2}(cladescope ${command}|npm)`));
    expect(text).not.toMatch(/undefined|NaN/);
    expect(await ok(["help", command])).toBe(text);
    expect(await ok([command, "whatever", "-h"])).toBe(text);
  },
);

test.concurrent.each(COMMANDS)("the summary of %s is the same in both helps", async (command) => {
  const { command: described } = await import(`../../src/cli/${command}.ts`);
  expect(await ok(["--help"])).toContain(` ${described.summary}\n`);
});

const CHECKPOINT = "test/goldens/tiny/clade/net_G.pth";
const TRAIN = ["train", "--images", "a", "--labels", "b", "-o", "c"];
const SYNTHESIZE = ["synthesize", CHECKPOINT, "labels.png"];

test.concurrent.each<[string, string[], RegExp]>([
  ["an unknown command", ["paint"], /^unknown command "paint"; there are inspect, synthesize, /],
  ["a property of every object", ["constructor"], /^unknown command "constructor"/],
  ["an unknown option", ["inspect", CHECKPOINT, "--yaml"], /^Unknown option '--yaml'\n/],
  ["an option without its value", [...SYNTHESIZE, "-o"], /'-o, --output <value>' argument missing/],
  ["a value for a flag", ["inspect", CHECKPOINT, "--json=yes"], /does not take an argument/],
  ["no checkpoint to inspect", ["inspect"], /^CHECKPOINT is missing/],
  ["two checkpoints to inspect", ["inspect", "a.pth", "b.pth"], /^too many arguments: b\.pth/],
  ["no label map", ["synthesize", CHECKPOINT, "-o", "a.png"], /^LABELS is missing/],
  ["no output", SYNTHESIZE, /^--output is missing/],
  ["an output of another kind", [...SYNTHESIZE, "-o", "a.jpg"], /ends in \.png, \.npy or \.safe/],
  ["taps into a picture", [...SYNTHESIZE, "-o", "a.png", "--taps"], /^--taps goes with -o OUT\.s/],
  ["an unknown back end", [...SYNTHESIZE, "-o", "a.png", "--backend", "cuda"], /one of wasm, cpu/],
  [
    "an unknown engine",
    [...SYNTHESIZE, "-o", "a.png", "--engine", "jax"],
    /one of auto, onnx, tfjs, not/,
  ],
  [
    "two instance maps for one label map",
    [...SYNTHESIZE, "-o", "a.png", "--instances", "a.png", "--instances", "b.png"],
    /^--instances is given 2 times for 1 label map: repeat --instances FILE for each/,
  ],
  [
    "an unknown upsampling",
    ["inspect", CHECKPOINT, "--upsampling", "double"],
    /^--upsampling is one of normal, more, most, not "double"/,
  ],
  ["positions of nothing", ["positions", "-o", "a.npy"], /^LABELS is missing/],
  ["positions to nowhere", ["positions", "a.png"], /^--output is missing/],
  ["positions as a picture", ["positions", "a.png", "-o", "b.png"], /ends in \.npy, or a folder/],
  ["an unknown unit", ["positions", "a.png", "-o", "b.npy", "--unit", "pixel"], /component, class/],
  [
    "unit instance without instances",
    ["positions", "a.png", "-o", "b.npy", "--unit", "instance"],
    /takes one --instances FILE for each of LABELS \(1, not 0\)/,
  ],
  [
    "instances without unit instance",
    ["positions", "a.png", "-o", "b.npy", "--instances", "i.png"],
    /^--instances goes with --unit instance/,
  ],
  ["a skip that is no label", ["positions", "a.png", "-o", "b.npy", "--skip", "-1"], /--skip/],
  ["cost of nothing", ["cost"], /^--label-set NAME or CHECKPOINT is missing/],
  ["cost of a width for a checkpoint", ["cost", CHECKPOINT, "--ngf", "8"], /^--ngf goes with --l/],
  [
    "cost of SEAN for a checkpoint",
    ["cost", CHECKPOINT, "--sean"],
    /^--sean goes with --label-set/,
  ],
  ["a size in one number", ["cost", "--label-set", "ade20k", "--size", "256"], /HEIGHTxWIDTH/],
  ["a width of nothing", ["cost", "--label-set", "ade20k", "--ngf", "0"], /from 1 to 1024/],
  ["a report as text", ["report", CHECKPOINT, "a.png", "-o", "a.txt"], /ends in \.html/],
  ["a report of no label map", ["report", CHECKPOINT, "-o", "a.html"], /^LABELS is missing/],
  ["an export to .pth", ["export", CHECKPOINT, "-o", "a.pth"], /ends in \.safetensors/],
  [
    "a training of nothing",
    ["train", "-o", "a"],
    /^--images DIR and --labels DIR are missing, or --toy/,
  ],
  ["a training to nowhere", ["train", "--toy-scenes"], /^--output is missing/],
  ["a training of pictures alone", ["train", "--images", "a", "-o", "b"], /^--labels is missing/],
  ["a training without classes", [...TRAIN, "--method", "clade"], /^--label-set is missing/],
  ["a training without a method", [...TRAIN, "--label-set", "ade20k"], /^--method is missing/],
  [
    "a training of pictures and toy scenes",
    [...TRAIN, "--toy-scenes", "--method", "clade"],
    /^--images and --toy-scenes exclude each other/,
  ],
  [
    "knobs of toy scenes for pictures",
    [...TRAIN, "--context", "1", "--method", "clade"],
    /^--context goes with --toy-scenes/,
  ],
  [
    "a knob beyond its range",
    ["train", "--toy-scenes", "--positional", "2", "--method", "clade", "-o", "a"],
    /^--positional takes a number from 0 to 1, not "2"/,
  ],
  [
    "positions for a network that does not see them",
    ["train", "--toy-scenes", "--method", "spade", "--position-unit", "class", "-o", "a"],
    /^--position-unit goes with --method clade-icpe/,
  ],
  [
    "positions by instance without instances",
    [...TRAIN, "--label-set", "a", "--method", "clade-icpe", "--position-unit", "instance"],
    /^--position-unit instance needs --instances DIR/,
  ],
  [
    "an edge channel without instances",
    [...TRAIN, "--label-set", "a", "--method", "clade", "--edges", "yes"],
    /^--edges yes needs --instances DIR/,
  ],
  ["an unset shell variable", ["inspect", ""], /^an argument is empty/],
  ["an unset shell variable as a value", ["inspect", "a.pth", "--options="], /^an argument is em/],
  ["an argument too many", ["backends", "wasm"], /^too many arguments: wasm/],
])("%s is a usage error: exit code 2, and where to read on", async (_, args, message) => {
  const text = await problem(args, { code: 2 });
  expect(text).toMatch(message);
  expect(text).toMatch(/\n {2}try {7}cladescope (\w+ )?--help\n$/);
});

test.concurrent("options that exclude each other are a usage error, whatever the files hold", async () => {
  const args = ["synthesize", "missing.pth", "missing.png", "-o", "a.png"];
  const exclusive = [
    [["--z", "z.npy", "--seed", "1"], /^--z and --seed exclude each other/],
    [["--z", "z.npy", "--style", "a.png", "--encoder", "e.pth"], /^--z and --style exclude/],
    [
      ["--style", "a.png"],
      /^--style goes with --encoder NET_E for VAE networks, with --style-labels/,
    ],
    [["--encoder", "e.pth"], /^--style and --encoder go together/],
    [["--values", "colours"], /^--values is one of rows, dataset/],
    [["--seed", "1.5"], /^--seed takes a whole number from 0/],
    [["--size", "big"], /^--size takes HEIGHTxWIDTH/],
  ] as const;
  for (const [options, message] of exclusive) {
    expect(await problem([...args, ...options], { code: 2 })).toMatch(message);
  }
});

test.concurrent("--debug shows where an error came from, and nothing else does", async () => {
  const { code, stdout, stderr } = await run(["inspect", "missing.pth", "--debug"]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^\s+at /m);
  await problem(["inspect", "missing.pth"]);
});
