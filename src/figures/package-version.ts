/**
 * The version of this package, for figures.
 *
 * @module
 */

export { packageFolder, packageVersion } from "../package-version.ts";
