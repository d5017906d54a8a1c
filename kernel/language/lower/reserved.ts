/**
 * Names that lowered cells use themselves. A cell that declared one would break later cells.
 *
 * @module
 */

export const reservedNames: ReadonlySet<string> = new Set([
  "__cell",
  "__import",
  "__importMeta",
  "__module",
  "__use",
  "__resources",
]);
