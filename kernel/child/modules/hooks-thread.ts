/**
 * The hooks of a Node without `module.registerHooks`: they run on a thread of their own, for `import` alone
 * (require-hooks.ts does the rest).
 *
 * Source: https://nodejs.org/docs/latest-v20.x/api/module.html#customization-hooks
 *
 * @module
 */

import type { LoadHook, ResolveHook } from "node:module";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { TranspiledFile } from "../../link/messages.ts";
import type { TranspileAnswer, TranspileQuestion } from "./api.ts";
import { checkLowered, importedFile, importedText, isLowered, jsonModule } from "./load.ts";
import { fileStamp } from "./module-graph.ts";
import { CELL_SCHEME, isLocalFile, moduleAddress, moduleUrl } from "./places.ts";
import {
  cellUrl,
  localFile,
  type Resolved,
  type ResolveOptions,
  resolveAsync,
  resolveImport,
} from "./resolve.ts";
import type { Reloaded, Seen, ThreadData } from "./thread-messages.ts";

let options: ResolveOptions;
let port: MessagePort;
let cell: string;
let transpilePort: MessagePort;
let requests = 0;
const answers = new Map<number, (result: TranspiledFile) => void>();
const versions = new Map<string, number>();

export function initialize(data: ThreadData): void {
  ({ options, port, transpilePort } = data);
  cell = cellUrl(options.folder);
  transpilePort.on("message", ({ request, result }: TranspileAnswer) => {
    answers.get(request)?.(result);
    answers.delete(request);
    if (answers.size === 0) transpilePort.unref();
  });
  transpilePort.unref();
}

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  hearReloads();
  const isCell = specifier.startsWith(CELL_SCHEME);
  const wanted = isCell ? specifier.slice(CELL_SCHEME.length) : specifier;
  const parentURL = isCell ? cell : context.parentURL;
  if (parentURL === undefined) return nextResolve(specifier, context);
  const resolved = await resolveAsync(
    resolveImport(wanted, parentURL, "import", options),
    async (question) =>
      (await nextResolve(question.specifier, {
        ...context,
        parentURL: question.parentURL,
      })) as Resolved,
  );
  const local = localFile(resolved);
  if (isCell) {
    tell({ type: "target", specifier: wanted, ...(local !== undefined && { file: local.file }) });
  }
  if (local === undefined) return resolved as Awaited<ReturnType<ResolveHook>>;
  const { file, suffix } = local;
  const address = { file, version: versions.get(file) ?? 0 };
  const importer = moduleAddress(parentURL);
  const linked = importer !== undefined && parentURL !== cell && isLocalFile(importer.file);
  tell({ type: "module", address, stamp: fileStamp(file), ...(linked && { importer }) });
  return { url: moduleUrl(address, suffix), shortCircuit: true };
};

export const load: LoadHook = async (url, context, nextLoad) => {
  const address = moduleAddress(url);
  if (address === undefined) return nextLoad(url, context);
  const { file } = address;
  const local = isLocalFile(file);
  if (isLowered(file)) {
    const lowered = checkLowered(file, await transpile(file));
    if (local) tell({ type: "format", file, format: lowered.format });
    const imported = importedFile(address, lowered);
    if (lowered.format === "module") tell({ type: "lowered", name: url, lowered: imported });
    return { format: "module", source: imported.code, shortCircuit: true };
  }
  const { type } = context.importAttributes as { type?: string };
  if (file.endsWith(".json") && type === undefined) {
    return { format: "module", source: jsonModule(file), shortCircuit: true };
  }
  const loaded = await nextLoad(url, context);
  if (!local) return loaded;
  const format = loaded.format === "module" ? "module" : "commonjs";
  tell({ type: "format", file, format });
  if (address.version === 0 || format !== "module") return loaded;
  return { ...loaded, source: importedText(address, `${loaded.source}`) };
};

function tell(message: Seen): void {
  port.postMessage(message);
}

function hearReloads(): void {
  for (;;) {
    const message = receiveMessageOnPort(port)?.message as Reloaded | undefined;
    if (message === undefined) return;
    versions.set(message.file, message.version);
  }
}

function transpile(path: string): Promise<TranspiledFile> {
  return new Promise((resolve) => {
    const question: TranspileQuestion = { request: ++requests, path };
    answers.set(question.request, resolve);
    transpilePort.ref();
    transpilePort.postMessage(question);
  });
}
