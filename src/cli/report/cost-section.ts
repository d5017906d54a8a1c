/**
 * The cost table of a report.
 *
 * @module
 */

import { costOf } from "../../engines/cost/cost.ts";
import { overheads, withMethod } from "../../engines/cost/overheads.ts";
import { methodName } from "../../models/generator-config.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Size } from "../../models/ops.ts";
import { generatorSteps, networkSteps } from "../../models/steps.ts";
import { type Html, html } from "./html.ts";

export function costSection(network: GeneratorNetwork, size: Size): Html {
  const { config } = network;
  const own = methodName(config.method);
  const methods = [...new Set([own, "spade", "clade", "clade-icpe"] as const)];
  const costs = methods.map((method) => {
    const steps =
      method === own || method === "sean" || method === "sean-clade"
        ? networkSteps(network, size)
        : generatorSteps(withMethod(config, method), size);
    return { method, cost: costOf(steps) };
  });
  const { layers } = costs[0].cost;
  const { spade, clade } = overheads(config, size, "published");
  return html`<h2>Cost</h2>
<p>Learned parameters and multiply-accumulates (MACs) for one picture of ${size.height} × ${size.width}, counted from the model itself: this network
first, then the same with the other modulations. Look-ups, normalisation and resizing count nothing.</p>
<div class="scroll"><table><tr><th>method</th><th>parameters</th><th>million MACs</th><th>modulation: parameters</th><th>million MACs</th></tr>
${costs.map(
  ({ method, cost }) =>
    html`<tr><td>${method === own ? html`<b>${network.kind}</b>, this network` : method}</td><td>${integer(cost.parameters)}</td><td>${mega(cost.macs)}</td><td>${integer(cost.modulation.parameters)}</td><td>${mega(cost.modulation.macs)}</td></tr>`,
)}</table></div>
<p class="soft">By the counting convention of CLADE's first version (arXiv 2004.02867, abstract), for a network of this size and SPADE with 128 hidden channels: SPADE adds ${spade.parameters} % parameters and ${spade.compute} % computation
to the convolutions of the residual blocks, CLADE ${clade.parameters} % and ${clade.compute} %.</p>
<details><summary>Layer by layer</summary><div class="scroll"><table><tr><th>layer</th><th>kind</th><th>output</th><th>parameters</th><th>million MACs</th></tr>
${layers.map(
  ({ name, kind, output, parameters, macs }) =>
    html`<tr><td>${name}</td><td>${kind}</td><td>${output.channels} × ${output.height} × ${output.width}</td><td>${integer(parameters)}</td><td>${mega(macs)}</td></tr>`,
)}</table></div></details>`;
}

function integer(n: number): string {
  return n.toLocaleString("en");
}

function mega(macs: number): string {
  return (macs / 1e6).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
