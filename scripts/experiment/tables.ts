/**
 * The experiment's numbers as Markdown tables.
 *
 * @module
 */

import { CORNERS, METHODS, TRUNKS } from "../../src/analysis/experiment/design.ts";
import type { RunRecord } from "../../src/analysis/experiment/run-record.ts";
import type { RunSummary } from "../../src/analysis/experiment/summarise.ts";
import type { Metric } from "../../src/analysis/quality/evaluate.ts";
import { cornerText, LOOKS, METRIC_NAMES, TRUNK_NAMES } from "./figure/look.ts";

const SHOWN: readonly Metric[] = [
  "pixelError",
  "positionalSlope",
  "fineSlope",
  "boundarySlope",
  "slicedWasserstein",
  "frechet",
];

const DISTANCES: readonly Metric[] = ["slicedWasserstein", "frechet"];

const COMPARED: readonly Metric[] = [
  "pixelError",
  "positionalError",
  "boundaryError",
  "slicedWasserstein",
];

export function summaryTables(summary: RunSummary, records: readonly RunRecord[]): string {
  return `${[
    `${records.length} runs.`,
    ...TRUNKS.flatMap((trunk) =>
      CORNERS.map((corner) => cellTable(summary, trunk, corner)).filter((text) => text !== ""),
    ),
    pooledTable(summary),
    differencesTable(summary),
    costTable(summary),
    equalTimeTable(summary),
    spatialTable(summary),
    statementList(summary),
  ].join("\n\n")}\n`;
}

function cellTable(
  { rows }: RunSummary,
  trunk: (typeof TRUNKS)[number],
  corner: (typeof CORNERS)[number],
): string {
  const here = rows.filter(
    (row) =>
      row.trunk === trunk && row.positional === corner.positional && row.context === corner.context,
  );
  const lines = METHODS.flatMap((method) => {
    const of = (metric: Metric) =>
      here.find((row) => row.method === method && row.metric === metric);
    const first = of("pixelError");
    if (first === undefined) return [];
    const cells = SHOWN.map((metric) => {
      const row = of(metric);
      if (row === undefined) return "–";
      // Distances of few pictures are larger: of all at once there is no interval.
      if (DISTANCES.includes(metric)) return row.whole === null ? "–" : row.whole.toFixed(3);
      return interval(row);
    });
    return [`| ${LOOKS[method].name} | ${first.seeds} | ${cells.join(" | ")} |`];
  });
  if (lines.length === 0) return "";
  const head = SHOWN.map((metric) => METRIC_NAMES[metric]);
  return [
    `### ${TRUNK_NAMES[trunk]}, ${cornerText(corner)}`,
    "",
    `| method | seeds | ${head.join(" | ")} |`,
    `| --- | --- | ${head.map(() => "---").join(" | ")} |`,
    ...lines,
  ].join("\n");
}

function pooledTable({ pooled }: RunSummary): string {
  const shown: readonly Metric[] = [
    "pixelError",
    "slicedWasserstein",
    "positionalError",
    "boundaryError",
  ];
  const pairs = [...new Set(pooled.map(({ a, b, trunk }) => `${trunk} ${a} ${b}`))];
  const lines = pairs.map((key) => {
    const own = pooled.filter(({ a, b, trunk }) => key === `${trunk} ${a} ${b}`);
    const cells = shown.map((metric) => {
      const row = own.find((one) => one.metric === metric);
      return row === undefined ? "–" : `${interval(row)} (${row.trainings})`;
    });
    const [{ a, b, trunk }] = own;
    return `| ${LOOKS[a].name} − ${LOOKS[b].name} | ${TRUNK_NAMES[trunk]} | ${cells.join(" | ")} |`;
  });
  return [
    "### Differences over all corners where a measure is asked (negative: the first errs less; in brackets trainings of each)",
    "",
    `| pair | trunk | ${shown.map((metric) => METRIC_NAMES[metric]).join(" | ")} |`,
    `| --- | --- | ${shown.map(() => "---").join(" | ")} |`,
    ...lines,
  ].join("\n");
}

function differencesTable({ differences }: RunSummary): string {
  const lines = differences
    .filter(({ metric }) => COMPARED.includes(metric))
    .map(
      (row) =>
        `| ${LOOKS[row.a].name} − ${LOOKS[row.b].name} | ${TRUNK_NAMES[row.trunk]} | ${cornerText(row)} | ${METRIC_NAMES[row.metric]} | ${interval(row)} | ${row.over} |`,
    );
  return [
    "### Paired differences (negative: the first errs less)",
    "",
    "| pair | trunk | scenes | measure | difference | interval over |",
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

function costTable({ costs }: RunSummary): string {
  const lines = costs.map(
    ({ method, trunk, parameters, gmac, secondsPerStep }) =>
      `| ${LOOKS[method].name} | ${TRUNK_NAMES[trunk]} | ${(parameters / 1e6).toFixed(2)} | ${(1000 * gmac).toFixed(1)} | ${secondsPerStep.toFixed(3)} |`,
  );
  return [
    "### Cost",
    "",
    "| method | trunk | parameters of G in millions | multiply-adds of a picture in millions | processor seconds per step |",
    "| --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

function equalTimeTable({ equalTime }: RunSummary): string {
  const shown: readonly Metric[] = ["pixelError", "positionalError", "boundaryError"];
  const lines = TRUNKS.flatMap((trunk) =>
    CORNERS.flatMap((corner) =>
      METHODS.flatMap((method) => {
        const own = equalTime.filter(
          (row) =>
            row.method === method &&
            row.trunk === trunk &&
            row.positional === corner.positional &&
            row.context === corner.context,
        );
        if (own.length === 0) return [];
        const cells = shown.map((metric) => {
          const row = own.find((one) => one.metric === metric);
          if (row === undefined) return "–";
          const range = row.seeds > 1 ? ` (${row.low.toFixed(3)}–${row.high.toFixed(3)})` : "";
          return `${row.value.toFixed(3)}${range}`;
        });
        return [
          `| ${LOOKS[method].name} | ${TRUNK_NAMES[trunk]} | ${cornerText(corner)} | ${own[0].seconds.toFixed(0)} | ${own[0].step.toFixed(0)} | ${cells.join(" | ")} |`,
        ];
      }),
    ),
  );
  return [
    "### After the processor time of the fastest (smallest to largest seed)",
    "",
    "A slower method is met before its learning rate decays, where it would not stop if it had been given so few steps.",
    "",
    `| method | trunk | scenes | seconds | step | ${shown.map((metric) => METRIC_NAMES[metric]).join(" | ")} |`,
    `| --- | --- | --- | --- | --- | ${shown.map(() => "---").join(" | ")} |`,
    ...lines,
  ].join("\n");
}

function spatialTable({ spatial }: RunSummary): string {
  const shown = spatial.filter(({ method }) => method === "spade" || method === "clade-icpe");
  const layers = [...new Set(shown.map(({ layer }) => layer))];
  const columns = TRUNKS.flatMap((trunk) => CORNERS.map((corner) => ({ trunk, corner })));
  const lines = (["spade", "clade-icpe"] as const).flatMap((method) =>
    layers.map((layer) => {
      const cells = columns.map(({ trunk, corner }) => {
        const row = shown.find(
          (one) =>
            one.method === method &&
            one.layer === layer &&
            one.trunk === trunk &&
            one.positional === corner.positional &&
            one.context === corner.context,
        );
        return row === undefined ? "–" : `${(100 * row.share).toFixed(1)}`;
      });
      return `| ${LOOKS[method].name} | ${layer} | ${cells.join(" | ")} |`;
    }),
  );
  const head = columns.map(
    ({ trunk, corner }) => `${trunk} p${corner.positional} c${corner.context}`,
  );
  return [
    "### Share of the variance of scale and shift that lies within classes, in per cent, by layer",
    "",
    `| method | layer | ${head.join(" | ")} |`,
    `| --- | --- | ${head.map(() => "---").join(" | ")} |`,
    ...lines,
  ].join("\n");
}

function statementList({ statements }: RunSummary): string {
  return [
    "### Can the experiment see what it is about?",
    "",
    ...statements.map(({ text, verdict, evidence }) =>
      [`- **${verdict}**: ${text}`, ...evidence.slice(0, 8).map((line) => `  - ${line}`)].join(
        "\n",
      ),
    ),
  ].join("\n");
}

function interval({
  estimate,
  low,
  high,
}: {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}): string {
  return `${estimate.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
