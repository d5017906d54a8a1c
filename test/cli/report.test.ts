import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { decode } from "fast-png";
import { expect, test } from "vitest";
import { golden, goldenFiles } from "./goldens.ts";
import { checkPage, picturesOf } from "./report-page.ts";
import { ok, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();

const BUNDLED = "data/checkpoints/random-clade-icpe.safetensors";
const maps = (name: string) => [
  `data/label-maps/${name}.png`,
  `data/label-maps/${name}.instances.png`,
];

test.concurrent("report of the bundled checkpoint: one page with everything in it, which says that the weights are random", async () => {
  const out = join(folder, "report.html");
  const [[bridge, bridgeIds], [road, roadIds]] = [maps("bridge"), maps("road")];
  const instances = ["--instances", bridgeIds, "--instances", roadIds];
  expect(await ok(["report", BUNDLED, bridge, road, ...instances, "-o", out])).toBe(
    `${resolve(out)}\n`,
  );
  const page = readFileSync(out, "utf8");
  checkPage(page);
  expect(page).toMatch(/<p class="note">Weights: random/);
  expect(page).toContain("bridge.png");
  expect(page).toContain("road.png");
  // Label map, two planes of the positional map and the picture of each; scale and shift of 18 layers.
  expect(picturesOf(page).length).toBe(2 * 4 + 2 * 18);
  expect(page).toMatch(/<h2>Cost<\/h2>.*<b>clade-icpe<\/b>, this network/s);
});

/** Titles of a page's figures, each as often as it stands there; a figure that plotly draws holds its title in data alone. */
function figuresOf(page: string): string[] {
  return [...page.matchAll(/<img (?!alt)[^>]*alt="([^"]*)"/g)].map(([, alt]) => alt);
}

const SMALL = "data/label-maps/small";
const [houses, bay] = ["houses", "bay"].map((name) => `${SMALL}/${name}.png`);

/** What every page shows, by the beginning of a figure's text, in this order. */
const EVERY = [
  "A heat map of 16 classes by 1,368 channels, blue below 1",
  "A heat map of 16 classes by 1,368 channels, blue below 0",
  "Two heat maps, classes by layers",
  "16 points in a plane",
  "2 matrices of 18 by 18",
  "A scatter of 512 dots",
  "A matrix of 16 by 16",
  "Dots for 18 layers",
  "Maps of 32 × 32 pixels",
  "Lines over the distance",
  "Lines over resolution",
  "A picture as painted and with every layer replaced",
  "A label map of 64 × 64 pixels and",
  "Small squares, one for scale and one for shift",
  "Dots, layer by layer",
  "For each channel the mean over pixels",
  "Boxes from left to right",
];

test.concurrent.each([
  [
    "toy-spade",
    [],
    EVERY.filter((alt) => !/^Small squares|^Dots, layer/.test(alt)),
    "and a map of how far",
  ],
  [
    "toy-clade-icpe",
    [`${SMALL}/houses.instances.png`, `${SMALL}/bay.instances.png`],
    EVERY.filter((alt) => !alt.startsWith("Lines over the distance")),
    "and 3 maps of how far",
  ],
  [
    "toy-clade",
    [],
    EVERY.filter((alt) => !/^Small squares|^Dots, layer|^Lines over the dist|^A picture/.test(alt)),
    "and a map of how far",
  ],
] as const)(
  "report of %s has every figure that says something of it, in order, and stays light",
  async (name, ids, expected, differences) => {
    const out = join(folder, `${name}.html`);
    const instances = ids.flatMap((path) => ["--instances", path]);
    const inputs = [`data/checkpoints/${name}.safetensors`, houses, bay, ...instances];
    const { code, stderr } = await run(["report", ...inputs, "-o", out]);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toMatch(/MB in a notebook/);
    const page = readFileSync(out, "utf8");
    checkPage(page);
    expect(page.length).toBeLessThan(3.2e6);
    const figures = figuresOf(page);
    expect(figures.map((alt, i) => alt.startsWith(expected[i]) || alt)).toEqual(
      expected.map(() => true),
    );
    expect(figures.find((alt) => alt.startsWith("A label map"))).toContain(differences);
    expect(figures.find((alt) => alt.startsWith("For each channel"))).toMatch(
      /modulation [\d.,]+ (million )?multiply-adds and [\d,]+ parameters/,
    );
  },
);

test.concurrent("a report of a label map larger than the picture shows where units differ at the picture's size", async () => {
  const out = join(folder, "resized.html");
  const bridge = "data/label-maps/bridge.png";
  await ok([
    "report",
    "data/checkpoints/toy-clade.safetensors",
    bridge,
    "--size",
    "64x64",
    "-o",
    out,
  ]);
  const page = readFileSync(out, "utf8");
  checkPage(page);
  expect(figuresOf(page).some((alt) => alt.startsWith("A label map of 64 × 64 pixels"))).toBe(true);
});

test.concurrent("the picture in a report is the one that synthesize paints", async () => {
  const files = await goldenFiles(golden("tiny/clade_icpe_instance"), folder);
  const inputs = [files.checkpoint, files.labels, ...files.companions, "--options", files.options];
  const [page, png] = [join(files.folder, "tiny.html"), join(files.folder, "tiny.png")];
  await ok(["report", ...inputs, "-o", page]);
  await ok(["synthesize", ...inputs, "-o", png]);
  const painted = picturesOf(readFileSync(page, "utf8")).find(({ alt }) =>
    alt.startsWith("picture"),
  );
  expect(decode(painted?.png ?? new Uint8Array()).data).toEqual(decode(readFileSync(png)).data);
});

test.concurrent.each(["tiny/spade", "networks/clade_vae", "networks/clade_most"])(
  "report of %s shows a bank of scale and shift for every layer",
  async (name) => {
    const files = await goldenFiles(golden(name), folder);
    const out = join(files.folder, "other.html");
    const inputs = [files.labels, ...files.companions, "--options", files.options];
    await ok(["report", files.checkpoint, ...inputs, "-o", out]);
    const page = readFileSync(out, "utf8");
    checkPage(page);
    for (const what of ["scale", "shift"]) {
      for (const layer of ["head_0.norm_0", "up_3.norm_s"])
        expect(page).toContain(`alt="${what} of ${layer}: `);
    }
  },
);

test.concurrent("report of a SEAN network without a style has no picture and says why; with one it has all", async () => {
  const files = await goldenFiles(golden("tiny/sean"), folder);
  const out = join(files.folder, "sean.html");
  const unstyled = await run(["report", files.checkpoint, files.labels, "-o", out]);
  expect(unstyled.code).toBe(0);
  expect(unstyled.stderr).toMatch(/^note: no picture: SEAN networks paint in the style/);
  const page = readFileSync(out, "utf8");
  checkPage(page);
  expect(page).toMatch(/No picture: SEAN networks paint in the style of a picture/);
  expect(page).not.toContain("Class parameters");
  await ok(["report", files.checkpoint, files.labels, ...files.companions, "-o", out]);
  const styled = readFileSync(out, "utf8");
  checkPage(styled);
  for (const part of [
    "Class parameters",
    "Semantic or spatial?",
    "The replacement test",
    "Layers at work",
    "One pixel explained",
    "in the style of this page",
  ]) {
    expect(styled).toContain(part);
  }
  const activations = figuresOf(styled).find((alt) => alt.startsWith("For each channel"));
  expect(activations).toContain("up_0.ace_0, means over channels");
  expect(activations).not.toContain("head_0");
  expect(styled).not.toContain("No picture");
});

test.concurrent("names in a report are escaped", async () => {
  const files = await goldenFiles(golden("tiny/clade"), folder);
  const set = join(files.folder, "names.json");
  const rows = Array.from({ length: 6 }, (_, row) => ({ row, name: `<b onload="x">&${row}` }));
  writeFileSync(set, JSON.stringify({ name: "<script>", rows }));
  const out = join(files.folder, "escaped.html");
  await ok(["report", files.checkpoint, files.labels, "--label-set", set, "-o", out]);
  const page = readFileSync(out, "utf8");
  checkPage(page);
  expect(page).toContain("&#60;b onload=&#34;x&#34;&#62;&#38;");
});
