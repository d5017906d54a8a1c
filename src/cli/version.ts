/**
 * The version of this package.
 *
 * @module
 */

export { packageVersion as version } from "../package-version.ts";
