// The addon: two C++ files of the npm package, compiled against libtensorflow.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { exists, Missing, run } from "./run.mjs";

/** package.json's `napi_versions` ends here. */
const NEWEST_NAPI = 8;

/**
 * Compiles the addon if it is not there, or was made from something else.
 *
 * @param {string} folder Of the npm package.
 * @param {string} tensorflow Folder with library and headers.
 */
export function compileAddon(folder, tensorflow) {
  const napi = Math.min(NEWEST_NAPI, Number(process.versions.napi));
  const addon = join(folder, "lib", `napi-v${napi}`, "tfjs_binding.node");
  const stamp = `${addon}.from`;
  const madeFrom = `${tensorflow} ${process.versions.modules}`;
  if (existsSync(addon) && existsSync(stamp) && readFileSync(stamp, "utf8") === madeFrom) return;
  const compiler = process.env.CXX ?? "g++";
  if (!exists(compiler)) {
    throw new Missing(
      `there is no C++ compiler ${compiler}`,
      "apt-get install g++, or name one: CXX",
    );
  }
  console.error("tfjs-node: compiling the addon");
  mkdirSync(dirname(addon), { recursive: true });
  run(
    compiler,
    [
      ...["-std=gnu++17", "-O2", "-fPIC", "-shared", "-fno-exceptions"],
      ...["-DNODE_GYP_MODULE_NAME=tfjs_binding", "-DBUILDING_NODE_EXTENSION"],
      `-DNAPI_VERSION=${napi}`,
      ...[nodeHeaders(folder), join(tensorflow, "include"), join(folder, "..")].map(
        (dir) => `-I${dir}`,
      ),
      ...["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join(folder, "binding", file)),
      `-L${tensorflow}`,
      ...["-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"],
      `-Wl,-rpath,${tensorflow}`,
      ...["-o", addon],
    ],
    "the compiler must know C++17",
  );
  writeFileSync(stamp, madeFrom);
}

/** Node's C headers: beside node, or from npm. */
function nodeHeaders(folder) {
  const beside = join(dirname(process.execPath), "..", "include", "node");
  if (existsSync(join(beside, "node_api.h"))) return beside;
  const modules = join(folder, "..", "..");
  const fromNpm = join(modules, "node-api-headers", "include");
  if (!existsSync(join(fromNpm, "node_api.h"))) {
    run(
      "npm",
      ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "node-api-headers"],
      "install Node with its headers (include/node beside bin/node)",
      { cwd: join(modules, "..") },
    );
  }
  return fromNpm;
}
