/**
 * What `cladescope cost` says in words and columns.
 *
 * @module
 */

import type { Cost } from "../engines/cost/cost.ts";
import type { Convention, Overhead } from "../engines/cost/overheads.ts";
import type { MemoryMode } from "../engines/onnx/choices.ts";
import type { ExecutedCostRow } from "../engines/onnx/executed-cost.ts";
import type { Size } from "../models/ops.ts";

export interface CostFacts {
  readonly subject: { readonly labelSet: string | null; readonly checkpoint: string | null };
  readonly size: Size;
  readonly ngf: number;

  /** What "executed" is counted for; null where it is not. */
  readonly labels: { readonly file: string; readonly memory: MemoryMode } | null;
  readonly counted: readonly CountedMethod[];
  readonly overheads: Readonly<Record<Convention, { spade: Overhead; clade: Overhead }>>;
}

interface CountedMethod {
  readonly method: string;
  readonly cost: Cost;

  /** One row for each of the cost's layers, in their order. */
  readonly executed: readonly ExecutedCostRow[] | null;
}

/** What stands in the table for each convention. */
const TITLES: Readonly<Record<Convention, string>> = {
  published: "as published",
  asReleased: "with the 1×1 shortcut",
  wholeGenerator: "of the whole generator",
};

export function costText(
  facts: CostFacts,
  conventions: Readonly<Record<Convention, string>>,
  withLayers: boolean,
): string {
  const { subject, size, ngf, counted, overheads } = facts;
  const title = `${subject.checkpoint ?? subject.labelSet}, ${size.height} × ${size.width}, ngf ${ngf}`;
  const lines = [
    title,
    "",
    row("", "", "", "of it modulation:"),
    row("method", "parameters", "GMAC", "parameters", "GMAC"),
  ];
  for (const { method, cost } of counted) {
    const { parameters, macs, modulation } = cost;
    const cells = [
      integer(parameters),
      giga(macs),
      integer(modulation.parameters),
      giga(modulation.macs),
    ];
    lines.push(row(method, ...cells));
  }
  if (facts.labels !== null) lines.push("", ...executedTotals(counted, facts.labels));
  if (withLayers) for (const method of counted) lines.push("", ...layerLines(method));
  lines.push(
    "",
    "What SPADE (hidden width 128) and CLADE add to a generator of this size, in percent",
    "",
  );
  lines.push(row("", "SPADE", "", "CLADE"));
  lines.push(row("convention", "parameters", "compute", "parameters", "compute"));
  for (const convention of Object.keys(TITLES) as Convention[]) {
    const { spade, clade } = overheads[convention];
    const cells = [spade.parameters, spade.compute, clade.parameters, clade.compute];
    lines.push(row(TITLES[convention], ...cells.map((percent) => percent.toFixed(2))));
  }
  lines.push("");
  for (const convention of Object.keys(TITLES) as Convention[]) {
    lines.push(`${TITLES[convention]}: ${conventions[convention]}`);
  }
  return lines.join("\n");
}

/** What the onnx engine executes, beside what the formulas count. */
function executedTotals(
  counted: readonly CountedMethod[],
  { file, memory }: NonNullable<CostFacts["labels"]>,
): string[] {
  return [
    `What the onnx engine executes for ${file} (memory ${memory}), in GMAC`,
    row("", "", "", "", "of it modulation:"),
    row("method", "nominal", "executed", "share", "nominal", "executed"),
    ...counted.map(({ method, cost, executed }) => {
      const sum = (modulation: boolean) =>
        (executed ?? [])
          .filter((_, i) => !modulation || cost.layers[i].kind === "modulation")
          .reduce((total, layer) => total + layer.executed, 0);
      const all = sum(false);
      const share = `${((100 * all) / cost.macs).toFixed(1)} %`;
      return row(
        method,
        giga(cost.macs),
        giga(all),
        share,
        giga(cost.modulation.macs),
        giga(sum(true)),
      );
    }),
  ];
}

function layerLines({ method, cost, executed }: CountedMethod): string[] {
  const more = executed === null ? [] : ["executed", "way"];
  return [
    `${method}, layer by layer`,
    row("layer", "parameters", "GMAC", "output", ...more),
    ...cost.layers.map(({ name, parameters, macs, output }, i) => {
      const shape = `${output.channels} × ${output.height} × ${output.width}`;
      const done = executed === null ? [] : [giga(executed[i].executed), executed[i].way];
      return row(name, integer(parameters), giga(macs), shape, ...done);
    }),
  ];
}

function row(name: string, ...cells: string[]): string {
  return [name.padEnd(24), ...cells.map((cell) => cell.padStart(18))].join("").trimEnd();
}

function integer(n: number): string {
  return n.toLocaleString("en");
}

function giga(macs: number): string {
  return (macs / 1e9).toFixed(macs < 1e7 ? 6 : 3);
}
