/**
 * Drawing heat maps of class parameters: one layer of 151 × 1,024 and a network of 151 × 10,944, as a PNG by each canvas and in Chromium by
 * our explorer and by plotly; and how much each kind of figure adds to a notebook.
 *
 * The numbers are normal noise, which compresses worse than anything learned.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import type { ClassBank } from "../src/analysis/classes/class-banks.ts";
import { chartDrawing } from "../src/figures/chart/draw-chart.ts";
import { classParametersFigure } from "../src/figures/class-parameters.ts";
import { THEMES } from "../src/figures/color/theme.ts";
import { Figure } from "../src/figures/figure.ts";
import { browserPart } from "../src/figures/html/parts.ts";
import { unpacked } from "../src/figures/pack.ts";
import { canvasPackage } from "../src/figures/pen/canvas.ts";
import { CanvasPen } from "../src/figures/pen/canvas-pen.ts";
import { pngFile } from "../src/figures/save/png.ts";
import { widthInPoints } from "../src/figures/save/size.ts";
import {
  type ClassParametersInput,
  classParametersView,
} from "../src/figures/views/class-parameters.ts";
import { varianceSplitView } from "../src/figures/views/variance-split.ts";
import { seededNormal } from "../src/models/latent.ts";
import { type Row, timed } from "./row.ts";

const CLASSES = 151;
const RUNS = 5;

/** Channels of the modulated layers of the released generator for ADE20K (ngf 64), 10,944 in all. */
const LAYERS = [
  ...[1024, 1024, 1024, 1024, 1024, 1024, 1024, 512, 1024, 512, 256, 512],
  ...[256, 128, 256, 128, 64, 128],
];

const DPI = 192;

interface Sized {
  readonly name: string;
  readonly banks: readonly ClassBank[];

  /** Bars: milliseconds to draw. */
  readonly most: number;
}

export async function benchFigures(): Promise<Row[]> {
  const sizes: Sized[] = [
    { name: "151 × 1,024", banks: [bank("up_0.norm_0", 1024, 1)], most: 100 },
    { name: "151 × 10,944", banks: LAYERS.map((n, i) => bank(`layer_${i}`, n, i + 1)), most: 1000 },
  ];
  const rows: Row[] = [];
  for (const { name, banks, most } of sizes) {
    const figure = classParametersFigure(banks, { order: "index", clusterChannels: false });
    rows.push(...pngRows(name, figure, most));
    rows.push(...(await browserRows(name, figure, most)));
  }
  return [...rows, ...weightRows(sizes)];
}

/** From the numbers in memory to the bytes of a PNG. */
function pngRows(name: string, figure: Figure, most: number): Row[] {
  const input = inputOf(figure);
  const drawing = () => {
    const chart = classParametersView.picture(input).chart(THEMES.light);
    return chartDrawing(chart, widthInPoints("double"), THEMES.light);
  };
  const words = { title: figure.title, alt: figure.alt, source: "bench" };
  const rows: Row[] = [];
  const before = process.env.CLADESCOPE_CANVAS;
  const encoders: Record<string, { ms: number; bytes: number }> = {};
  for (const canvas of ["napi", "canvas"]) {
    process.env.CLADESCOPE_CANVAS = canvas;
    const loaded = canvasPackage();
    if (loaded === null) continue;
    const ours = timed(() => pngFile(drawing(), words, { dpi: DPI, preview: true }), RUNS);
    const theirs = timed(() => {
      const { width, height, draw } = drawing();
      const scale = DPI / 72;
      const page = loaded.createCanvas(Math.round(width * scale), Math.round(height * scale));
      const context = page.getContext("2d");
      context.scale(scale, scale);
      draw(new CanvasPen(context, loaded));
      return page.toBuffer("image/png");
    }, RUNS);
    encoders[`${loaded.name}, own palette PNG`] = { ms: ours.ms, bytes: ours.result.length };
    encoders[`${loaded.name}, its own PNG`] = { ms: theirs.ms, bytes: theirs.result.length };
  }
  restore(before);
  const own = encoders["@napi-rs/canvas, own palette PNG"];
  if (own === undefined) return rows;
  for (const [encoder, { ms, bytes }] of Object.entries(encoders)) {
    if (encoder === "@napi-rs/canvas, own palette PNG") continue;
    rows.push({
      measure: `heat map ${name} as PNG of ${Math.round(widthInPoints("double") * (DPI / 72))} px (bar ${most} ms, 1 MB)`,
      reference: `${ms.toFixed(0)} ms, ${kilobytes(bytes)} (${encoder})`,
      ours: `${own.ms.toFixed(0)} ms, ${kilobytes(own.bytes)} (@napi-rs/canvas, own palette PNG)`,
      ratio: `${(ms / own.ms).toFixed(1)}x, size ${(bytes / own.bytes).toFixed(1)}x`,
      numbers: { reference: ms, ours: own.ms, referenceBytes: bytes, oursBytes: own.bytes },
    });
  }
  return rows;
}

/** In a page: from data in memory to pixels, and one step of zoom. */
async function browserRows(name: string, figure: Figure, most: number): Promise<Row[]> {
  const executablePath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
    (path) => path && existsSync(path),
  );
  if (executablePath === undefined) return [];
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const ours = await inPage(browser, (page) => explorerTimes(page, figure));
    const theirs = await inPage(browser, (page) => plotlyTimes(page, figure));
    const row = (what: string, reference: number, time: number, bar: string): Row => ({
      measure: `heat map ${name} in Chromium, ${what}${bar}`,
      reference: `${reference.toFixed(0)} ms (plotly heatmap)`,
      ours: `${time.toFixed(0)} ms (explorer)`,
      ratio: `${(reference / time).toFixed(1)}x`,
      numbers: { reference, ours: time, ratio: reference / time },
    });
    return [
      row("drawn", theirs.first, ours.first, ` (bar ${most} ms)`),
      row("a step of zoom", theirs.zoom, ours.zoom, ""),
    ];
  } finally {
    await browser.close();
  }
}

interface PageTimes {
  readonly first: number;
  readonly zoom: number;
}

async function inPage<T>(browser: Browser, work: (page: Page) => Promise<T>): Promise<T> {
  const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
  try {
    await page.setContent("<!doctype html><title>bench</title><body></body>");
    return await work(page);
  } finally {
    await page.close();
  }
}

/** The median of several mounts of the explorer, unpacking left out as it is for plotly. */
async function explorerTimes(page: Page, figure: Figure): Promise<PageTimes> {
  const { text } = browserPart("core");
  const payload = /data-payload>([^<]*)</.exec(String(bundleOf(figure)["text/html"]))?.[1] ?? "";
  return page.evaluate(
    async ({ script, payload, runs }) => {
      const inflated = (base64: string) => {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
        return new Response(stream);
      };
      const module = { exports: {} as { mount(...args: unknown[]): Promise<void> } };
      new Function("module", "exports", await inflated(script).text())(module, module.exports);
      const bytes = await inflated(payload).arrayBuffer();
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve(0)));
      const painted = () => frame().then(frame);
      const [first, zoom]: number[][] = [[], []];
      for (let run = 0; run < runs; run++) {
        const host = document.createElement("div");
        const root = document.createElement("div");
        root.append(host);
        document.body.replaceChildren(root);
        const start = performance.now();
        await module.exports.mount(host, bytes, () => {});
        await painted();
        first.push(performance.now() - start);
        const again = performance.now();
        (host.querySelector('[aria-label="zoom in"]') as HTMLElement).click();
        await painted();
        zoom.push(performance.now() - again);
      }
      const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1];
      return { first: median(first), zoom: median(zoom) };
    },
    { script: text, payload, runs: RUNS },
  );
}

async function plotlyTimes(page: Page, figure: Figure): Promise<PageTimes> {
  const { text } = browserPart("plotly");
  const { explorer } = classParametersView.picture(inputOf(figure));
  if (explorer === undefined) throw new Error("no explorer");
  const rows = explorer.rowNames.length;
  const columns = explorer.blocks.reduce((sum, block) => sum + block.columns, 0);
  return page.evaluate(
    async ({ script, rows, columns, runs }) => {
      const bytes = Uint8Array.from(atob(script), (c) => c.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      const module = { exports: {} as Record<string, (...args: unknown[]) => Promise<unknown>> };
      new Function("module", "exports", await new Response(stream).text())(module, module.exports);
      const { newPlot, relayout, purge } = module.exports;
      const z = Array.from({ length: rows }, () =>
        Float32Array.from({ length: columns }, Math.random),
      );
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve(0)));
      const painted = () => frame().then(frame);
      const [first, zoom]: number[][] = [[], []];
      for (let run = 0; run < runs; run++) {
        const host = document.createElement("div");
        host.style.height = "410px";
        document.body.replaceChildren(host);
        const start = performance.now();
        await newPlot(host, [{ type: "heatmap", z }], {}, {});
        await painted();
        first.push(performance.now() - start);
        const again = performance.now();
        await relayout(host, { "xaxis.range": [0.15 * columns, 0.85 * columns] });
        await painted();
        zoom.push(performance.now() - again);
        await purge(host);
      }
      const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1];
      return { first: median(first), zoom: median(zoom) };
    },
    { script: text, rows, columns, runs: RUNS },
  );
}

/** What a figure adds to a notebook, against the whole plotly with the same numbers as JSON. */
function weightRows(sizes: readonly Sized[]): Row[] {
  const layers = LAYERS.map((channels, i) => ({
    ...{ layer: `layer_${i}`, channels, pixels: 65_536, withinScale: 1, betweenScale: 1 },
    ...{ withinShift: 1, betweenShift: 1, share: i / 18, mixedShare: 0.2 },
  }));
  const split = { networks: [{ name: "SPADE", rows: layers }] };
  const figures: [string, Figure, number][] = [
    ["chart of 18 layers", Figure.of(varianceSplitView, split), 0],
    ...sizes.map(({ name, banks }): [string, Figure, number] => [
      `heat map ${name}`,
      classParametersFigure(banks, { order: "index" }),
      banks.reduce((sum, { scale }) => sum + JSON.stringify([...scale].map(fourPlaces)).length, 0),
    ]),
  ];
  const plotly = browserPart("plotly").text.length;
  return figures.map(([what, figure, json]) => {
    const bytes = JSON.stringify(bundleOf(figure)).length;
    const theirs = plotly + json;
    return {
      measure: `${what}: what it adds to a notebook`,
      reference: `${kilobytes(theirs)} (plotly${json > 0 ? " and the numbers as JSON, four places" : ""})`,
      ours: `${kilobytes(bytes)} (HTML, picture and words; plotly once a notebook)`,
      ratio: `${(theirs / bytes).toFixed(1)}x`,
      numbers: { reference: theirs, ours: bytes },
    };
  });
}

/** Without plotly, and without a word about its weight. */
function bundleOf(figure: Figure): Readonly<Record<string, unknown>> {
  const { warn } = console;
  console.warn = () => {};
  try {
    const bundle = figure.with({ embed: "first" }).bundle();
    const bare = String(bundle["text/html"]).replace(browserPart("plotly").text, "");
    return { ...bundle, "text/html": bare };
  } finally {
    console.warn = warn;
  }
}

function inputOf(figure: Figure): ClassParametersInput {
  return unpacked(figure.spec().input, "bench") as ClassParametersInput;
}

function bank(layer: string, channels: number, seed: number): ClassBank {
  const scale = seededNormal(seed, CLASSES * channels).map((x) => 1 + 0.3 * x);
  return {
    ...{ layer, channels, classes: CLASSES, labelSet: null, convention: "γ", notFinite: 0 },
    classNames: Array.from({ length: CLASSES }, (_, i) => `class ${i}`),
    ...{ scale, shift: scale, rawGamma: scale, rawBeta: scale },
    keys: { scale: [`${layer}.weight`], shift: [`${layer}.bias`] },
  };
}

function restore(canvas: string | undefined): void {
  if (canvas === undefined) delete process.env.CLADESCOPE_CANVAS;
  else process.env.CLADESCOPE_CANVAS = canvas;
}

function fourPlaces(x: number): number {
  return Math.round(x * 1e4) / 1e4;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
