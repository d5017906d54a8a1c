// The other end of a transpile port, on a thread of its own.

import { workerData } from "node:worker_threads";
import { transpile } from "./lower.mjs";

workerData.on("message", ({ request, path }) =>
  workerData.postMessage({ request, result: transpile(path) }),
);
