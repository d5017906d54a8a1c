/**
 * The version of this package.
 *
 * @module
 */

export { packageVersion as version } from "../figures/package-version.ts";
