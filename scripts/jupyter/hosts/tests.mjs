// Figures under other kernels for TypeScript: Deno, which asks a value to show itself as ours does, and tslab, which does not.

import assert from "node:assert/strict";

const samples = new URL("../figures/samples.mjs", import.meta.url);

/** The first word of a name is the kernel, as the bench of kernels names it. */
export const tests = {
  async "Deno shows a figure as HTML, as a picture and in words, and plotly once"({ start }) {
    const kernel = await start("deno");
    await kernel.run(`const figures = await import(${JSON.stringify(samples.href)});`);
    // As a cell's result is, but Deno 2.9 sends both now and then after the cell has ended: the cell waits.
    const wait = "await new Promise((resolve) => setTimeout(resolve, 1000));";
    const show = (figure) => kernel.run(`await Deno.jupyter.display(figures.${figure}); ${wait}`);
    const { bundles: map } = await show("heatMap()");
    isFigure(map, "Effective scale (γ) of up_2.norm_0");
    assert.equal(carriesPlotly(map[0]), false);
    const { bundles: first } = await show('chart("SPADE")');
    isFigure(first, "Variance of the modulation");
    assert.equal(carriesPlotly(first[0]), true);
    const { bundles: second } = await show('chart("CLADE")');
    assert.equal(carriesPlotly(second[0]), false);
  },

  async "tslab shows a figure that is a cell's result, and says its title"({ start }) {
    const kernel = await start("tslab");
    await kernel.run(`const figures = require(${JSON.stringify(samples.pathname)});`);
    const { bundles, stdout } = await kernel.run("figures.heatMap()");
    isFigure(bundles, "Effective scale (γ) of up_2.norm_0");
    assert.match(stdout, /^Effective scale \(γ\) of up_2\.norm_0: 10 classes, 48 channels\n$/);
    const { bundles: first } = await kernel.run('console.log(figures.chart("SPADE"))');
    isFigure(first, "Variance of the modulation");
    assert.equal(carriesPlotly(first[0]), true);
    const { bundles: second } = await kernel.run('figures.chart("CLADE")');
    assert.equal(carriesPlotly(second[0]), false);
  },
};

/** One MIME bundle with all that front ends choose from. */
function isFigure(bundles, title) {
  assert.equal(bundles.length, 1);
  const [bundle] = bundles;
  assert.deepEqual(Object.keys(bundle).sort(), ["image/png", "text/html", "text/plain"]);
  assert.ok(bundle["text/plain"].startsWith(title), bundle["text/plain"]);
  const png = Buffer.from(bundle["image/png"], "base64");
  assert.equal(png.toString("latin1", 1, 4), "PNG");
  assert.equal(png.readUInt32BE(16), 1315); // 174 mm at 192 dpi
  assert.match(bundle["text/html"], /<img src="data:image\/png;base64,/);
  assert.match(bundle["text/html"], /data-shared="cladescope-core-/);
}

function carriesPlotly(bundle) {
  return bundle["text/html"].includes('data-shared="cladescope-plotly-');
}
