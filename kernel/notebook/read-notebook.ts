/**
 * A notebook from its file.
 *
 * @module
 */

import { open } from "node:fs/promises";
import { NotebookError } from "../errors.ts";
import { type FileStamp, stampOf } from "./file-stamp.ts";
import type { Notebook } from "./nbformat.ts";
import { parseNotebook } from "./parse-notebook.ts";

/** More than this is no notebook that a person or a browser could open. */
const MAX_BYTES = 256 * 2 ** 20;

export interface ReadNotebook {
  readonly notebook: Notebook;
  /** To see later whether someone else has changed the file. */
  readonly stamp: FileStamp;
}

/** @throws NotebookError */
export async function readNotebook(path: string): Promise<ReadNotebook> {
  const file = await open(path, "r").catch((cause) => {
    throw unreadable(path, cause);
  });
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) {
      throw new NotebookError({
        what: "this is a folder",
        where: path,
        expected: "a notebook file",
        hint: "name one of the .ipynb files in it",
      });
    }
    if (stats.size > MAX_BYTES) {
      throw new NotebookError({
        what: "the notebook is too large",
        where: path,
        expected: `at most ${MAX_BYTES / 2 ** 20} MB`,
        got: `${Math.ceil(stats.size / 2 ** 20)} MB`,
        hint: "clear its outputs in JupyterLab, or keep large data in files of their own",
      });
    }
    const bytes = await file.readFile().catch((cause) => {
      throw unreadable(path, cause);
    });
    const notebook = parseNotebook(decode(bytes, path), path);
    return { notebook, stamp: stampOf(stats, bytes) };
  } finally {
    await file.close();
  }
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new NotebookError({
      what: "this is not a notebook: the file is not UTF-8 text",
      where: path,
      expected: "JSON with nbformat 4",
      hint: "open and save it in JupyterLab, or take an earlier version",
      cause,
    });
  }
}

function unreadable(path: string, cause: NodeJS.ErrnoException): NotebookError {
  const [what, hint] = {
    ENOENT: ["there is no such notebook", "check the name, and the folder you are in"],
    ENOTDIR: ["there is no such notebook", "check the name: a part of it is a file, no folder"],
    EACCES: ["the notebook may not be read", "ask its owner, or copy it"],
    EPERM: ["the notebook may not be read", "ask its owner, or copy it"],
    EBUSY: ["another program has locked the notebook", "close it there"],
  }[cause.code ?? ""] ?? [
    `the notebook cannot be read (${cause.code ?? cause.message})`,
    "copy it elsewhere and try again",
  ];
  return new NotebookError({ what: what as string, where: path, hint: hint as string, cause });
}
