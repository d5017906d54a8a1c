/**
 * The compiler writes paths with forward slashes everywhere.
 *
 * @module
 */

export function normalize(path: string): string {
  return path.replaceAll("\\", "/");
}
