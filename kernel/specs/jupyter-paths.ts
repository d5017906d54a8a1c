/**
 * Where Jupyter looks for its data: what an environment brings, what the user has, what the machine has.
 *
 * Source: jupyter_core `paths.py`, `jupyter_path` and `jupyter_data_dir`.
 *
 * @module
 */

import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The user's own data folder. */
export function userDataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (process.platform === "win32") {
    return join(env.APPDATA ?? join(homedir(), "AppData", "Roaming"), "jupyter");
  }
  return join(env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}

/** All data folders; what is in an earlier one hides what is in a later one. */
export function dataFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  const given = (env.JUPYTER_PATH ?? "").split(delimiter);
  const prefixes = [env.VIRTUAL_ENV, env.CONDA_PREFIX].filter((prefix) => prefix !== undefined);
  const machine =
    process.platform === "win32"
      ? [join(env.PROGRAMDATA ?? "C:\\ProgramData", "jupyter")]
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  return [
    ...given,
    ...prefixes.map((prefix) => join(prefix, "share", "jupyter")),
    userDataFolder(env),
    ...machine,
  ].filter((folder) => folder !== "");
}
