/**
 * Where Jupyter keeps its data, and where it looks for kernels.
 *
 * Source: jupyter_core `paths.py` (`jupyter_data_dir`, `jupyter_path`), version 5.9.
 *
 * @module
 */

import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The surroundings that decide; a test has its own. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

export function surroundings(): Surroundings {
  return { env: process.env, platform: process.platform, home: homedir() };
}

/** The user's own data folder. */
export function jupyterDataFolder({ env, platform, home }: Surroundings): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  const platformDirs = isSet(env.JUPYTER_PLATFORM_DIRS);
  if (platform === "darwin") {
    return join(home, platformDirs ? "Library/Application Support/jupyter" : "Library/Jupyter");
  }
  if (platform === "win32") {
    if (platformDirs) {
      return join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "jupyter");
    }
    if (env.APPDATA) return join(env.APPDATA, "jupyter");
    return join(env.JUPYTER_CONFIG_DIR || join(home, ".jupyter"), "data");
  }
  return join(env.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

/** The active Python environment, from which `jupyter` is likely to be run. */
export function activeEnvironment({ env }: Pick<Surroundings, "env">): string | undefined {
  return env.VIRTUAL_ENV || env.CONDA_PREFIX || undefined;
}

/** Data folder of an installation prefix. */
export function prefixDataFolder(prefix: string): string {
  return join(prefix, "share", "jupyter");
}

/** All data folders, as Jupyter searches them: what is in an earlier one hides what is in a later one. */
export function dataFolders(around: Surroundings = surroundings()): string[] {
  const { env, platform, home } = around;
  const given = (env.JUPYTER_PATH ?? "").split(delimiter).filter((path) => path !== "");
  const user = [jupyterDataFolder(around)];
  // Python's user site; on macOS its name holds Python's version, which only Python knows.
  if (platform === "linux") user.push(prefixDataFolder(env.PYTHONUSERBASE || join(home, ".local")));
  const active = activeEnvironment(around);
  const environment = active === undefined ? [] : [prefixDataFolder(active)];
  const preferred =
    env.JUPYTER_PREFER_ENV_PATH === undefined
      ? Boolean(env.VIRTUAL_ENV) || (env.CONDA_DEFAULT_ENV ?? "base") !== "base"
      : isSet(env.JUPYTER_PREFER_ENV_PATH);
  const system =
    platform === "win32"
      ? isSet(env.JUPYTER_USE_PROGRAMDATA) && env.PROGRAMDATA
        ? [join(env.PROGRAMDATA, "jupyter")]
        : []
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  const all = [
    ...given,
    ...(preferred ? [...environment, ...user] : [...user, ...environment]),
    ...system,
  ];
  return [...new Set(all)];
}

/** As jupyter_core reads its switches. */
function isSet(value: string | undefined): boolean {
  return (
    value !== undefined &&
    !["", "no", "n", "false", "off", "0", "0.0"].includes(value.toLowerCase())
  );
}
