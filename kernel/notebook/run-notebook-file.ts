/**
 * `run` as a function: a notebook file through a kernel into notebooks and pages.
 *
 * @module
 */

import { basename, dirname, extname, resolve } from "node:path";
import { NotebookError } from "../errors.ts";
import { Autosave } from "./autosave.ts";
import { chooseKernel } from "./choose-kernel.ts";
import { formatNotebook } from "./format-notebook.ts";
import type { Notebook } from "./nbformat.ts";
import { injectParameters, type Parameters } from "./parameters.ts";
import { readNotebook } from "./read-notebook.ts";
import { type RunOptions, type RunResult, runNotebook } from "./run-notebook.ts";
import { OutputFile } from "./save-file.ts";

export interface RunFileOptions
  extends Pick<RunOptions, "timeout" | "signal" | "allowErrors" | "onProgress" | "onKernelLog"> {
  /** Files to write, by extension: `.ipynb`, saved as the outputs come, or `.html`. */
  readonly outputs: readonly string[];

  /** Whether the notebook itself is written, as an `.ipynb` among the outputs is. */
  readonly inplace?: boolean | undefined;

  /** Name of an installed kernel; default our own. */
  readonly kernel?: string | undefined;

  readonly parameters?: Parameters | undefined;

  /** Takes what the user should know though nothing is wrong. */
  readonly onWarning?: ((text: string) => void) | undefined;
}

export interface FileRunResult extends RunResult {
  /** Where the run is, since another program has changed the notebook that it was to be written into. */
  readonly aside: string | undefined;
}

/**
 * Everything is checked before the kernel is started; no file is touched before the first cell runs. What
 * was done is saved even when the run ends early.
 *
 * @throws NotebookError, ConnectionError, KernelSpecError
 */
export async function runNotebookFile(
  path: string,
  options: RunFileOptions,
): Promise<FileRunResult> {
  const { outputs, inplace, parameters = {}, onWarning } = options;
  const { notebook, stamp } = await readNotebook(path);
  const kernel = chooseKernel(options.kernel, notebook, path);
  const warnings = await injectParameters(notebook, parameters, kernel.language);
  for (const warning of warnings) onWarning?.(warning);

  const folder = dirname(resolve(path));
  const paths = new Map([...outputs, ...(inplace ? [path] : [])].map((one) => [resolve(one), one]));
  const targets: Target[] = [];
  for (const output of paths.values()) {
    const same = resolve(output) === resolve(path);
    const file = await OutputFile.prepare(output, same ? stamp : undefined);
    targets.push({ file, isPage: !same && isPage(output) });
  }
  const notebooks = targets.filter((target) => !target.isPage);
  const save = async () => {
    const text = formatNotebook(notebook);
    for (const { file } of notebooks) {
      const before = file.aside;
      await file.save(text);
      if (file.aside === before) continue;
      onWarning?.(`another program has changed ${file.path} in the meantime: see ${file.aside}`);
    }
  };
  const autosave = new Autosave(save);
  let started = false;
  let result: RunResult;
  try {
    result = await runNotebook(notebook, {
      ...options,
      kernel,
      folder,
      onChange: () => {
        started = true;
        autosave.changed();
      },
      onCellEnd: () => autosave.cellEnded(),
    });
  } finally {
    await autosave.finish();
    if (started) await savePages(targets, notebook, path, onWarning);
  }
  const [aside] = notebooks.flatMap(({ file }) => file.aside ?? []);
  return { ...result, aside };
}

interface Target {
  readonly file: OutputFile;
  readonly isPage: boolean;
}

/** @throws NotebookError for a file that is neither a notebook nor a page. */
function isPage(path: string): boolean {
  const extension = extname(path).toLowerCase();
  if (extension === ".html" || extension === ".htm") return true;
  if (extension === ".ipynb") return false;
  throw new NotebookError({
    what: "the output is of no known kind",
    where: path,
    expected: "a name that ends in .ipynb or .html",
    hint: `name it ${basename(path, extension)}.ipynb or ${basename(path, extension)}.html`,
  });
}

async function savePages(
  targets: readonly Target[],
  notebook: Notebook,
  path: string,
  onWarning: RunFileOptions["onWarning"],
) {
  const pages = targets.filter((target) => target.isPage);
  if (pages.length === 0) return;
  const { exportHtml } = await import("./html/page.ts");
  const { embedPicture } = await import("./html/embed-picture.ts");
  const folder = dirname(resolve(path));
  const missing = new Set<string>();
  const page = exportHtml(notebook, {
    title: basename(path, ".ipynb"),
    embed: (address) => embedPicture(folder, address, () => missing.add(address)),
  });
  for (const picture of missing) onWarning?.(`a picture for the page is not there: ${picture}`);
  for (const { file } of pages) await file.save(page);
}
