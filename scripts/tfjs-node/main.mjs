// Builds the addon of @tensorflow/tfjs-node from package registries alone: `npm run tfjs-node`.
//
// The package's own install script downloads libtensorflow from a web server. Here the library comes from PyPI's
// tensorflow-cpu wheel (or from a `tensorflow` that pip has installed, with CUDA or without), the addon's 90 kB are compiled
// from the sources in the npm package, and a convolution's gradient is the proof that it runs.
//
//   npm run tfjs-node                            CPU
//   npm run tfjs-node -- --site-packages DIR     against DIR/tensorflow; with `pip install "tensorflow[and-cuda]"` the GPU build
//   npm run tfjs-node -- --check                 only: does it run?
//
// What is there already is kept; run it again after `npm ci`. Linux on x86-64.

import { parseArgs } from "node:util";
import { compileAddon } from "./addon.mjs";
import { check } from "./check.mjs";
import { libtensorflow } from "./libtensorflow.mjs";
import { installPackage } from "./package.mjs";
import { Missing } from "./run.mjs";

const { values } = parseArgs({
  options: {
    "site-packages": { type: "string" },
    check: { type: "boolean", default: false },
    tensorflow: { type: "string", default: "2.21.0" },
  },
});

try {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Missing(
      `tfjs-node from registries alone was tried on Linux on x86-64 only; this is ${process.platform} ${process.arch}`,
      "npm install @tensorflow/tfjs-node may work here, with its own download",
    );
  }
  if (!values.check) {
    const folder = installPackage();
    const library = libtensorflow({
      version: values.tensorflow,
      sitePackages: values["site-packages"],
    });
    compileAddon(folder, library);
  }
  console.error(`tfjs-node: works: ${check()}`);
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  console.error(`tfjs-node: ${error.message}`);
  process.exitCode = 1;
}
