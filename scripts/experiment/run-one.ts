/**
 * One run, in a process of its own: `node dist/scripts/experiment/run-one.js ID FOLDER [--quick] [--backend NAME] [--lambda-pixel X]`.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { version_core } from "@tensorflow/tfjs-core";
import { designOf, QUICK_SETTINGS, SETTINGS } from "../../src/analysis/experiment/design.ts";
import { experimentRun } from "../../src/analysis/experiment/run.ts";
import { runRecordText } from "../../src/analysis/experiment/run-record.ts";
import { writeFileAtomically } from "../../src/checkpoint/atomic-file.ts";
import { BACKEND_NAMES } from "../../src/engines/tfjs/backend.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    backend: { type: "string", default: "wasm" },
    "lambda-pixel": { type: "string" },
  },
});
const [id, folder] = positionals;
const design = designOf().find((run) => run.id === id);
const backend = BACKEND_NAMES.find((name) => name === values.backend);
if (design === undefined || backend === undefined)
  throw new Error(`no run ${id} on ${values.backend}`);

const { version } = JSON.parse(
  readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
) as { version: string };
const lambdaPixel = values["lambda-pixel"];
const settings = {
  ...(values.quick ? QUICK_SETTINGS : SETTINGS),
  ...(lambdaPixel !== undefined && { lambdaPixel: Number(lambdaPixel) }),
};
const record = await experimentRun(design, settings, {
  backend,
  versions: { cladescope: version, tfjs: version_core },
  onProgress: (step, steps) => process.send?.({ step, steps }),
});
const text = new TextEncoder().encode(runRecordText(record));
await writeFileAtomically(join(folder, `${id}.json`), [text]);
