// The pictures of docs/figures.md and docs/engine.md: `npm run gallery`.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as cs from "cladescope";

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = (name) => `${root}docs/figures/${name}.png`;
const checkpoint = (name) => `${root}data/checkpoints/${name}.safetensors`;
const scene = (name) => `${root}data/label-maps/small/${name}.png`;
const options = { dpi: 144 };

const open = async (name) => cs.asGenerator(await cs.openNetwork(checkpoint(name)));
const spade = await open("toy-spade");
const icpe = await open("toy-clade-icpe");
const banks = await cs.classBanks(spade);

await cs.classParametersFigure(banks).save(out("class-parameters"), options);
await cs.classEmbeddingFigure(banks).save(out("embedding"), options);
await cs.scaleShiftFigure(banks.at(-1)).save(out("scale-shift"), options);

const pictures = await Promise.all(
  ["houses", "bay", "avenue"].map((name) => cs.openPicture(spade, scene(name))),
);
const conditions = pictures.map((picture) => cs.conditionsOf(picture.conditions));
const statistics = await cs.openStatistics(spade);
for (const one of conditions) await cs.addConditions(statistics, spade, one);
const finest = statistics.slice(-3).flatMap((layer) => cs.profileRows(layer));
await cs
  .varianceSplitFigure({ SPADE: cs.layerRows(statistics) })
  .save(out("variance-split"), options);
await cs.boundaryProfileFigure(finest, { by: "layer" }).save(out("boundary-profile"), options);

const painter = await cs.TfjsGenerator.load(spade);
const rows = await cs.replacementTest(painter, statistics, conditions, { by: "mean" });
const paint = async (banks) => (await painter.synthesize(conditions[0], banks && { banks })).image;
const [original, mean] = [await paint(), await paint(cs.meanBanks(statistics))];
const verdicts = cs.verdicts(rows, "meanAbsolute");
await cs
  .replacementStripFigure(verdicts, { original, mean })
  .save(out("replacement-strip"), options);
const layer = await cs.layerActivations(painter, conditions[0], "up_3.norm_0");
const explained = cs.explainPixel(layer, { channel: 5, y: 22, x: 20 }, spade.labelSet);
await cs.pixelFigure(explained, { labelSet: spade.labelSet }).save(out("pixel"), options);
const { height, width } = conditions[0];
const costs = cs.costOf(cs.networkSteps(spade, { height, width })).layers;
const stages = ["up_1.norm_0", "up_2.norm_0", "up_3.norm_0"];
const activations = await cs.activationRows(painter, conditions, stages);
await cs.activationsFigure(activations, { costs }).save(out("activations"), options);
painter.dispose();

const picture = await cs.openPicture(icpe, scene("avenue"));
const { labels, positions } = picture.conditions;
await cs
  .positionalMapsFigure(labels, positions, { labelSet: icpe.labelSet })
  .save(out("positional-maps"), options);
const instanceFile = scene("avenue.instances");
const { ids: instances } = cs.toInstanceMap(
  cs.decodeLabelPng(readFileSync(instanceFile), instanceFile),
  picture.raw,
);
const className = (value) =>
  icpe.labelSet.rows.find((one) => one.value === value)?.name ?? String(value);
const differences = [
  ["component", "class"],
  ["component", "instance"],
  ["class", "instance"],
].map(([a, b]) => cs.unitDifference(picture.raw, a, b, { instances, className }));
await cs
  .unitDifferenceFigure(labels, differences, { labelSet: icpe.labelSet })
  .save(out("unit-differences"), options);
const planes = await cs.openStatistics(icpe);
await cs.addConditions(planes, icpe, cs.conditionsOf(picture.conditions));
await cs.icpePlanesFigure(cs.planeRows(planes)).save(out("icpe-planes"), options);
await cs.planeEffectFigure(await cs.planeEffectRows(icpe)).save(out("plane-effects"), options);

// Interventions: what a class parameter does.
const clade = await open("toy-clade");
const engine = await cs.TfjsGenerator.load(clade);
const modulations = await cs.openModulations(clade);
const bay = cs.conditionsOf((await cs.openPicture(clade, scene("bay"))).conditions);
const swapped = await cs.intervene(engine, modulations, bay, [cs.swapClasses("sky", "water")], {
  layers: ["up_2.norm_0"],
});
await cs
  .interventionFigure(swapped, { labelSet: clade.labelSet, convention: "γ" })
  .save(out("intervention"), options);
const mixing = (t) => [cs.mixClasses("water", "sky", t)];
const mixed = await cs.sweep(engine, modulations, bay, [0, 0.5, 1, 2], mixing, swapped);
await cs
  .sweepFigure(mixed, { parameter: "t", title: "Water on its way to sky" })
  .save(out("sweep"), options);
engine.dispose();
await modulations.dispose();

// An exemplar, and what attention takes of it.
const msca = await open("toy-msca");
const exemplified = await cs.TfjsGenerator.load(msca);
const there = cs.toyScene({ seed: 9001, variety: 1, light: "golden hour" });
const exemplar = {
  ...{ height: there.height, width: there.width },
  ...{ image: there.image, labels: there.labels },
};
const house = (await cs.openPicture(msca, scene("houses"))).conditions;
const asked = cs.conditionsOf({ ...house, exemplar });
const { image } = await exemplified.synthesize(asked);
const attention = await cs.exemplarAttention(exemplified, asked);
await cs
  .exemplarAttentionFigure(
    attention.find(({ block }) => block === "up_1"),
    {
      labelSet: msca.labelSet,
      exemplar: { name: "exemplar", image: { shape: [3, 64, 64], data: there.image } },
      painted: { name: "painted", image },
    },
  )
  .save(out("exemplar-attention"), options);
exemplified.dispose();

// docs/engine.md: the released architectures for the classes of the bundled scenes, without instance edges.
const { labelSet } = spade;
const size = { height: 256, width: 256 };
const maps = Object.fromEntries(
  ["bridge", "harbour", "road", "street", "village", "wood"].map((name) => {
    const path = `${root}data/label-maps/${name}.png`;
    const raw = cs.decodeLabelPng(readFileSync(path), path);
    const labels = cs.toBankRows(raw, { rows: labelSet.rows.length, labelSet });
    return [name, cs.conditionsOf({ labels })];
  }),
);
await cs.neighbourhoodsFigure(cs.neighbourhoodRows(maps)).save(out("neighbourhoods"), options);
const methods = ["spade", "clade"].map((method) => ({
  method: method.toUpperCase(),
  rows: cs.executedCost(
    { config: cs.releasedConfig(labelSet, method, { instances: false }) },
    maps.street,
  ),
}));
await cs.executedCostFigure(methods, { size }).save(out("executed-cost"), options);

for (const network of [spade, icpe, clade, msca]) await network.close();
const total = [
  "class-parameters",
  "embedding",
  "scale-shift",
  "variance-split",
  "boundary-profile",
  "replacement-strip",
  "pixel",
  "activations",
  "positional-maps",
  "unit-differences",
  "icpe-planes",
  "plane-effects",
  "intervention",
  "sweep",
  "exemplar-attention",
  "neighbourhoods",
  "executed-cost",
]
  .map((name) => readFileSync(out(name)).length)
  .reduce((a, b) => a + b);
console.log(`docs/figures: ${Math.round(total / 1000)} kB`);
