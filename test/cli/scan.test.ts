import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseScan } from "../../src/analysis/spatial/parse-scan.ts";
import { channelRows, layerRows } from "../../src/analysis/spatial/rows.ts";
import type { Scan } from "../../src/analysis/spatial/scan.ts";
import { addConditions, openStatistics } from "../../src/analysis/spatial/statistics.ts";
import { encodeNpy } from "../../src/checkpoint/npy.ts";
import { decodeLabelPng } from "../../src/labels/label-png.ts";
import { asGenerator } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import { conditionsOf } from "../../src/modulation/conditions.ts";
import { onnxInstalled } from "../support/onnx.ts";
import { golden, goldenFiles } from "./goldens.ts";
import { filesIn, ok, problem, run, temporaryFolder } from "./run.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const folder = temporaryFolder();
const SPADE = "data/checkpoints/toy-spade.safetensors";
const CLADE = "data/checkpoints/toy-clade.safetensors";
const FASTEST = onnxInstalled ? "onnx" : "wasm";
const NAMES = ["avenue", "bay", "boats", "garden", "houses", "pond"];
const labels = (...names: string[]) => names.map((name) => `data/label-maps/small/${name}.png`);
const read = (path: string): Scan => parseScan(JSON.parse(readFileSync(path, "utf8")), path);

/** A folder of its own for one test. */
function own(name: string): string {
  const made = join(folder, name);
  mkdirSync(made);
  return made;
}

/** The same but for the back end's float32. */
function expectRows(actual: readonly object[], expected: readonly object[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, row] of expected.entries()) {
    for (const [key, value] of Object.entries(row)) {
      const got = (actual[i] as Record<string, unknown>)[key];
      if (typeof value !== "number") expect(got).toEqual(value);
      else
        expect(Math.abs(Number(got) - value), key).toBeLessThanOrEqual(
          1e-5 * Math.abs(value) + 1e-9,
        );
    }
  }
}

test.concurrent("scan writes the statistics that the library counts, with their provenance", async () => {
  const out = join(own("one"), "stats.json");
  expect(await ok(["scan", SPADE, ...labels("bay", "boats"), "-o", out])).toBe(
    `${out}: 2 label maps\n`,
  );
  expect(filesIn(join(folder, "one"))).toEqual(["stats.json"]);
  const scan = read(out);
  const network = asGenerator(await openNetwork(SPADE));
  const statistics = await openStatistics(network);
  for (const path of labels("bay", "boats")) {
    const { height, width, values } = decodeLabelPng(readFileSync(path), path);
    await addConditions(
      statistics,
      network,
      conditionsOf({ labels: { height, width, rows: values } }),
    );
  }
  await network.close();
  expectRows(layerRows(scan.statistics), layerRows(statistics));
  expectRows(channelRows(scan.statistics[5]), channelRows(statistics[5]));
  expect(scan.maps.count).toBe(2);
  expect(scan.provenance).toMatchObject({
    checkpoint: { name: "toy-spade.safetensors" },
    method: "spade",
    settings: { labelSet: "toy-scenes", positions: null, instances: false, backend: FASTEST },
  });
  expect(JSON.parse(readFileSync(out, "utf8")).summary).toHaveLength(18);
});

test.concurrent("scan counts the same on tfjs and on onnx, and tells the two apart", async () => {
  const at = own("engines");
  const [auto, tfjs] = ["auto", "tfjs"].map((name) => join(at, `${name}.json`));
  await ok(["scan", SPADE, ...labels("bay"), "-o", auto, "--threads", "1"]);
  await ok(["scan", SPADE, ...labels("boats"), "-o", tfjs, "--engine", "tfjs"]);
  expect(read(tfjs).provenance.settings).toMatchObject({ backend: "wasm" });
  if (onnxInstalled) {
    expect(await problem(["scan", "--merge", auto, tfjs, "-o", join(at, "x.json")])).toMatch(
      /made in another way[\s\S]*backend/,
    );
  }
  const same = join(at, "same.json");
  await ok(["scan", SPADE, ...labels("bay"), "-o", same, "--engine", "tfjs"]);
  expectRows(layerRows(read(auto).statistics), layerRows(read(same).statistics));
});

test.concurrent("scans of parts merge into that of the whole, in any order", async () => {
  const at = own("merge");
  const out = (name: string) => join(at, `${name}.json`);
  await ok(["scan", CLADE, ...labels(...NAMES), "-o", out("whole")]);
  for (const [i, name] of ["a", "b", "c"].entries()) {
    await ok(["scan", CLADE, ...labels(...NAMES.slice(2 * i, 2 * i + 2)), "-o", out(name)]);
  }
  const whole = read(out("whole"));
  for (const order of ["abc", "cab", "bca"]) {
    const merged = out(order);
    const parts = [...order].map(out);
    expect(await ok(["scan", "--merge", ...parts, "-o", merged])).toBe(`${merged}: 6 label maps\n`);
    const scan = read(merged);
    expect(scan.maps).toEqual(whole.maps);
    for (const [i, row] of layerRows(scan.statistics).entries()) {
      for (const [key, value] of Object.entries(layerRows(whole.statistics)[i])) {
        if (typeof value !== "number") continue;
        expect(Math.abs(row[key as "share"] - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value));
      }
    }
  }
  expect(await problem(["scan", "--merge", out("a"), out("b"), out("a"), "-o", out("x")])).toMatch(
    /a\.json: 2 of its 2 label maps are counted in .*a\.json as well/,
  );
  await ok(["scan", CLADE, ...labels(...NAMES.slice(1, 5)), "-o", out("over")]);
  expect(
    await problem(["scan", "--merge", out("a"), out("c"), out("over"), "-o", out("x")]),
  ).toMatch(/over\.json: 2 of its 4 label maps are counted in/);
  await ok(["scan", SPADE, ...labels("bay"), "-o", out("spade")]);
  expect(await problem(["scan", "--merge", out("a"), out("spade"), "-o", out("x")])).toMatch(
    /spade\.json: it was made in another way than .*a\.json: checkpoint/,
  );
  expect(existsSync(out("x"))).toBe(false);
});

/** Runs until the state has been saved, then ends the process by `signal`. */
async function stopped(
  args: readonly string[],
  part: string,
  signal: NodeJS.Signals,
): Promise<number | null> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: "ignore" });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  for (let i = 0; i < 2000 && !existsSync(part) && child.exitCode === null; i++) await pause(5);
  child.kill(signal);
  return ended;
}

test.concurrent.each(["SIGKILL", "SIGINT"] as const)(
  "a scan ended by %s goes on where it was and gives the same bytes as one left alone",
  async (signal) => {
    const at = own(signal);
    const [out, alone] = [join(at, "stopped.json"), join(at, "alone.json")];
    const many = [...NAMES, "bay", "pond"];
    const args = ["scan", SPADE, ...labels(...many), "--save-every", "1"];
    const code = await stopped([...args, "-o", out], `${out}.part`, signal);
    if (signal === "SIGINT") expect(code).toBe(130);
    expect(existsSync(`${out}.part`)).toBe(true);
    expect(existsSync(out)).toBe(false);
    const done = read(`${out}.part`).unfinished?.done ?? 0;
    expect(done).toBeGreaterThan(0);
    const again = await run([...args, "-o", out]);
    expect(again.code).toBe(0);
    expect(again.stderr).toMatch(new RegExp(`going on after ${done} of ${many.length} label maps`));
    await ok([...args, "-o", alone]);
    expect(readFileSync(out).equals(readFileSync(alone))).toBe(true);
    // Nothing can take away what SIGKILL leaves half written.
    const left = filesIn(at).filter((name) => signal === "SIGINT" || !name.endsWith(".tmp"));
    expect(left).toEqual(["alone.json", "stopped.json"]);
  },
);

test.concurrent("a stopped scan is not mixed with another checkpoint, other settings or other label maps", async () => {
  const at = own("mixed");
  const out = join(at, "s.json");
  writeFileSync(join(at, "bad.png"), "no picture");
  const files = [...labels("bay", "boats"), join(at, "bad.png")];
  // The bad file ends the scan; what was counted before is kept.
  expect(await problem(["scan", CLADE, ...files, "-o", out])).toMatch(/bad\.png/);
  expect(read(`${out}.part`).unfinished?.done).toBe(2);
  for (const [args, message] of [
    [
      ["scan", SPADE, ...files, "-o", out],
      /stopped here was of something else[\s\S]*checkpoint toy-spade/,
    ],
    [["scan", CLADE, ...files, "--size", "96x96", "-o", out], /size 96x96/],
    [["scan", CLADE, ...files.slice(1), "-o", out], /the same first 2 of LABELS/],
    [["scan", CLADE, ...files.toReversed(), "-o", out], /another order/],
  ] as const) {
    expect(await problem(args)).toMatch(message);
  }
  writeFileSync(`${out}.part`, readFileSync(`${out}.part`).subarray(0, 5000));
  expect(await problem(["scan", CLADE, ...files, "-o", out])).toMatch(/no JSON/);
  rmSync(`${out}.part`);
  copyFileSync(labels("pond")[0], join(at, "bad.png"));
  await ok(["scan", CLADE, ...files, "-o", out]);
  expect(read(out).maps.count).toBe(3);
});

test.concurrent("networks with instance edges and positions take their companions", async () => {
  const files = await goldenFiles(golden("tiny/clade_icpe_instance"), folder);
  const out = join(files.folder, "scan.json");
  const companions = files.companions.filter(
    (_, i, all) => !["--z", "--seed"].includes(all[i]) && !["--z", "--seed"].includes(all[i - 1]),
  );
  await ok([
    "scan",
    files.checkpoint,
    files.labels,
    ...companions,
    "--options",
    files.options,
    "-o",
    out,
  ]);
  const scan = read(out);
  expect(scan.provenance.method).toBe("clade-icpe");
  expect(scan.provenance.settings).toMatchObject({ instanceEdges: true, instances: true });
  expect(layerRows(scan.statistics)[17].share).toBeGreaterThan(0);
});

test.concurrent("memory does not grow with the number of label maps", async () => {
  const at = own("memory");
  const report = join(at, "report.cjs");
  writeFileSync(
    report,
    'process.on("exit", () => process.stderr.write(`rss ${process.resourceUsage().maxRSS}`));',
  );
  const peak = async (times: number) => {
    const many = Array.from({ length: times }, () => NAMES).flat();
    const args = ["scan", CLADE, ...labels(...many), "-o", join(at, `${times}.json`)];
    const { code, stderr } = await run(args, { env: { NODE_OPTIONS: `--require ${report}` } });
    expect(code, stderr).toBe(0);
    return Number(/rss (\d+)/.exec(stderr)?.[1]) / 1024; // MiB
  };
  const [few, many] = [await peak(8), await peak(60)];
  expect(many - few).toBeLessThan(64); // 312 label maps more; each as big as 64 × 64 labels in seven sizes
});

test.concurrent("what makes no sense is refused at once", async () => {
  const out = join(folder, "x.json");
  for (const [args, message] of [
    [["scan"], /--output is missing/],
    [["scan", "-o", out], /CHECKPOINT is missing/],
    [["scan", SPADE, "-o", out], /LABELS is missing/],
    [["scan", SPADE, ...labels("bay"), "-o", "x.txt"], /ends in \.json/],
    [["scan", "--merge", out, "-o", out], /two scans or more/],
    [["scan", "--merge", out, out, "--size", "8x8", "-o", out], /takes scans alone/],
    [["scan", SPADE, ...labels("bay"), "--save-every", "0", "-o", out], /--save-every/],
  ] as const) {
    expect(await problem(args, { code: 2 })).toMatch(message);
  }
  const sean = await goldenFiles(golden("tiny/sean"), folder);
  expect(await problem(["scan", sean.checkpoint, sean.labels, "-o", out])).toMatch(
    /there are no style codes[\s\S]*--style-labels/,
  );
  writeFileSync(join(folder, "no.json"), '{"format": 1}');
  expect(await problem(["scan", "--merge", join(folder, "no.json"), out, "-o", out])).toMatch(
    /no\.json: format: this is no scan/,
  );
});

test("a SEAN network is scanned in one style, and scans in different styles do not merge", async () => {
  const sean = await goldenFiles(golden("tiny/sean"), folder);
  const [a, b] = [join(folder, "style-a.json"), join(folder, "style-b.json")];
  await ok(["scan", sean.checkpoint, sean.labels, ...sean.companions, "-o", a]);
  const codes = join(folder, "zero-codes.npy");
  writeFileSync(codes, encodeNpy({ dtype: "float32", shape: [6, 8], data: new Float32Array(48) }));
  const zeros = await run(["scan", sean.checkpoint, sean.labels, "--style-codes", codes, "-o", b]);
  expect(zeros.code).toBe(0);
  expect(zeros.stderr).toMatch(
    /^note: the style has no code for 0, 1, 2, 3, 4, 5: where a label map has them, counted with a code of zeros.*--mean-codes/,
  );
  expect(await problem(["scan", "--merge", a, b, "-o", join(folder, "c.json")])).toMatch(/styles/);
});
