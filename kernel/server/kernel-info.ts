/**
 * What the kernel says of itself.
 *
 * Source: jupyter_client `docs/messaging.rst`, "Kernel info".
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Json, PROTOCOL_VERSION } from "../protocol/messages.ts";

/** Content of kernel_info_reply; read from the packages' own files, without loading the compiler. */
export function kernelInfo(): Json {
  const require = createRequire(import.meta.url);
  const own = versionIn(new URL("../../../package.json", import.meta.url));
  const typescript = versionIn(require.resolve("typescript/package.json"));
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "cladescope",
    implementation_version: own,
    language_info: {
      name: "typescript",
      version: typescript,
      // As JupyterLab has it in its table of languages.
      mimetype: "application/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: "typescript",
      nbconvert_exporter: "script",
    },
    banner: `cladescope ${own}: TypeScript ${typescript} on Node.js ${process.versions.node}`,
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "Node.js", url: `https://nodejs.org/docs/${process.version}/api/` },
    ],
    debugger: false,
    supported_features: ["iopub_welcome"],
  };
}

function versionIn(packageJson: string | URL): string {
  const { version } = JSON.parse(readFileSync(packageJson, "utf8")) as { version: string };
  return version;
}
