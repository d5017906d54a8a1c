/**
 * The global `Jupyter`, which libraries find as `globalThis[Symbol.for("Jupyter.kernel")]`.
 *
 * @module
 */

import { $Object } from "../intrinsics.ts";
import type { JupyterKernel } from "./api.ts";
import { isMimeBundle, readyBundle } from "./bundle.ts";
import type { Displays } from "./displays.ts";
import type { DisplayHost } from "./ports.ts";

export function makeJupyter(host: DisplayHost, displays: Displays): JupyterKernel {
  return $Object.freeze({
    get signal() {
      return host.signal;
    },
    registerTarget: (...target) => host.registerTarget(...target),
    openComm: (...comm) => host.openComm(...comm),
    display: (bundleOrValue, options) =>
      displays.show(bundleOrValue, options, (value) =>
        isMimeBundle(value) ? readyBundle(value) : displays.format(value),
      ),
  } satisfies JupyterKernel);
}
