/**
 * Figures in notebooks that our own kernel runs, by the built package.
 *
 * @module
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { decode } from "fast-png";
import { afterAll, expect, test } from "vitest";
import type { CodeCell } from "../../../kernel/notebook/nbformat.ts";
import { parseNotebook } from "../../../kernel/notebook/parse-notebook.ts";
import { runNotebookFile } from "../../../kernel/notebook/run-notebook-file.ts";

const samples = pathToFileURL(
  join(import.meta.dirname, "../../../scripts/jupyter/figures/samples.mjs"),
);
const IMPORT = `const path: string = ${JSON.stringify(samples.href)};\nconst figures = await import(path);`;

const folder = mkdtempSync(join(tmpdir(), "cladescope-figures-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a notebook; the MIME bundles of the cells after the first. */
async function bundlesOf(name: string, sources: readonly string[]) {
  const path = join(folder, `${name}.ipynb`);
  const cells = [IMPORT, ...sources].map((source, i) => ({
    cell_type: "code",
    id: `cell-${i}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  }));
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
  const { failure } = await runNotebookFile(path, { outputs: [], inplace: true });
  expect(failure).toBeUndefined();
  const ran = parseNotebook(readFileSync(path, "utf8"), path).cells as CodeCell[];
  return ran.slice(1).map(({ outputs }) => {
    expect(outputs).toHaveLength(1);
    const [output] = outputs;
    if (!("data" in output)) throw new Error(JSON.stringify(output));
    const text = (type: string) => [output.data[type] ?? []].flat().join("");
    return { types: Object.keys(output.data).sort(), text };
  });
}

const carriesPlotly = ({ text }: { text: (type: string) => string }) =>
  text("text/html").includes('data-shared="cladescope-plotly-');

test("a figure is HTML, a picture and words; plotly comes with the first chart, again when that is shown again", async () => {
  const sources = [
    "figures.heatMap()",
    'figures.chart("SPADE")',
    'figures.chart("CLADE")',
    'display(figures.chart("SEAN"));',
    'figures.chart("SPADE")',
  ];
  const bundles = await bundlesOf("types", sources);
  for (const { types, text } of bundles) {
    expect(types).toEqual(["image/png", "text/html", "text/plain"]);
    expect(decode(Buffer.from(text("image/png"), "base64")).width).toBe(1315);
    expect(text("text/plain").split("\n").length).toBeGreaterThan(1);
  }
  expect(bundles.map(carriesPlotly)).toEqual([false, true, false, false, true]);
  expect(bundles[0].text("text/plain")).toMatch(/^Effective scale \(γ\) of up_2\.norm_0/);

  // Another kernel knows nothing of what the first one has shown.
  const again = await bundlesOf("types", ['figures.chart("CLADE")', 'figures.chart("SPADE")']);
  expect(again.map(carriesPlotly)).toEqual([true, false]);
});

test("for GitHub there is the picture alone, by the environment", async () => {
  const sources = ['process.env.CLADESCOPE_EMBED = "none"; figures.heatMap()', "figures.chart()"];
  for (const { types } of await bundlesOf("github", sources)) {
    expect(types).toEqual(["image/png", "text/plain"]);
  }
});
