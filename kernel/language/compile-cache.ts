/**
 * V8's compiled form of the compiler, kept between kernels: it loads in half the time or less.
 *
 * @module
 */

import { mkdirSync } from "node:fs";
import module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

/** Node 22 and newer have them. */
const { enableCompileCache, flushCompileCache } = module as {
  enableCompileCache?: (folder: string) => unknown;
  flushCompileCache?: () => void;
};

// As an import's effect, since the compiler is loaded by the imports that follow.
useCompileCache();

/** Writes what is compiled by now; Node itself writes only when a thread ends by itself. */
export function saveCompileCache(): void {
  flushCompileCache?.();
}

/**
 * The folder is the user's alone: what lies in it is run. Node's own choice would be one in the folder for
 * temporary files, which everybody may write to.
 */
function useCompileCache(): void {
  if (enableCompileCache === undefined) return;
  try {
    const folder = join(cacheFolder(), "cladescope", "compile-cache");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    enableCompileCache(folder);
  } catch {
    // Without a place for it, everything is only slower.
  }
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  if (process.platform === "win32" && LOCALAPPDATA) return LOCALAPPDATA;
  return XDG_CACHE_HOME || join(homedir(), ".cache");
}
