/**
 * Where the engine keeps what it made, and how much of it.
 *
 * | variable | meaning | default |
 * | --- | --- | --- |
 * | CLADESCOPE_CACHE | a folder, or "off" | `cladescope/networks` in XDG_CACHE_HOME or ~/.cache, ~/Library/Caches, LOCALAPPDATA |
 * | CLADESCOPE_CACHE_LIMIT | gigabytes (10⁹ bytes) that it may take | 4 |
 *
 * The folder is the user's alone, not one for temporary files, which everybody may write to.
 *
 * @module
 */

import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** Bytes: four networks of ADE20K's size with a graph each. */
export const DEFAULT_LIMIT = 4e9;

/** The folder, whether it is there or not; null where there is to be none. */
export function cacheFolder(
  environment: Environment = process.env,
  platform: string = process.platform,
): string | null {
  const { CLADESCOPE_CACHE: named, XDG_CACHE_HOME, LOCALAPPDATA } = environment;
  if (named === "off") return null;
  if (named) return resolve(named);
  const home = homeFolder();
  if (platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "cladescope", "networks");
  // The specification of XDG wants paths that are not absolute ignored.
  const xdg = XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : null;
  const common = platform === "darwin" ? null : xdg;
  if (common === null && home === null) return null;
  const own = platform === "darwin" ? ["Library", "Caches"] : [".cache"];
  return join(common ?? join(home as string, ...own), "cladescope", "networks");
}

/** Most bytes of all entries together; NaN if the variable holds something else than a number of 0 or more. */
export function cacheLimit({ CLADESCOPE_CACHE_LIMIT: text }: Environment = process.env): number {
  if (text === undefined || text.trim() === "") return DEFAULT_LIMIT;
  const value = Number(text);
  return value >= 0 ? value * 1e9 : Number.NaN;
}

/** Null for users who have none. */
function homeFolder(): string | null {
  try {
    return homedir() || null;
  } catch {
    return null;
  }
}
