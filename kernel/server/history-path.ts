/**
 * Where the history lies: `cladescope/history.jsonl` in Jupyter's data folder.
 *
 * Source: jupyter_core `paths.py`, `jupyter_data_dir`.
 *
 * @module
 */

import { homedir } from "node:os";
import { join } from "node:path";

export function historyPath(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  return (
    env.CLADESCOPE_HISTORY || join(dataFolder(env, platform, home), "cladescope/history.jsonl")
  );
}

function dataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(home, "Library/Jupyter");
  if (platform === "win32") return join(env.APPDATA || join(home, "AppData/Roaming"), "jupyter");
  return join(env.XDG_DATA_HOME || join(home, ".local/share"), "jupyter");
}
