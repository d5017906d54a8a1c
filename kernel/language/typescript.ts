/**
 * The compiler that the kernel brings with it, never the one of the workspace: the kernel uses its JavaScript
 * API, which other versions may not have (TypeScript 7 does not).
 *
 * @module
 */

import { createRequire } from "node:module";
import type tsApi from "typescript";

const require: NodeJS.Require = createRequire(import.meta.url);

/** As CommonJS: an `import` would first scan nine megabytes for the names that they export. */
const ts: typeof tsApi = require("typescript");

export default ts;
