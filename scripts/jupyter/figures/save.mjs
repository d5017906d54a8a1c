// `node save.mjs FOLDER`: a figure as every kind of file, for other programs to read.

import { join } from "node:path";
import { chart, heatMap } from "./samples.mjs";

const [folder] = process.argv.slice(2);
for (const ending of ["png", "svg", "pdf", "csv", "parquet", "json", "html"]) {
  await heatMap().save(join(folder, `map.${ending}`));
  await chart().save(join(folder, `chart.${ending}`), { width: "single", theme: "paper" });
}
await heatMap().save(join(folder, "comments.csv"), { comments: true });
