/**
 * Starts the hooks' thread, and hears what it has seen.
 *
 * @module
 */

import { register } from "node:module";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import type { HookHost, Hooks } from "./hooks.ts";
import { hookRequire } from "./require-hooks.ts";
import type { Reloaded, Seen, ThreadData } from "./thread-messages.ts";

/** Takes some 30 ms, so it is done when something is first imported. */
export function registerThreadHooks(host: HookHost): Hooks {
  const { options, graph, targets } = host;
  const { port1, port2 } = new MessageChannel();
  const transpilePort = options.transpilePort();
  const { folder, paths } = options;
  const data: ThreadData = { options: { folder, paths }, port: port2, transpilePort };
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  register(`./hooks-thread.${extension}`, import.meta.url, {
    data,
    transferList: [port2, transpilePort],
  });

  const hear = (message: Seen): void => {
    switch (message.type) {
      case "target":
        targets.set(message.specifier, message.file);
        return;
      case "module":
        graph.enter(message.address.file, message.stamp);
        if (message.importer !== undefined) graph.link(message.importer, message.address);
        return;
      case "lowered":
        options.onTranspiled?.(message.name, message.lowered);
        return;
      case "format":
        graph.setFormat(message.file, message.format);
        return;
      default:
        message satisfies never;
    }
  };
  port1.on("message", hear).unref();
  hookRequire(host);
  return {
    reloaded: (file, version) => port1.postMessage({ file, version } satisfies Reloaded),
    drain: () => {
      for (;;) {
        const received = receiveMessageOnPort(port1);
        if (received === undefined) return;
        hear(received.message as Seen);
      }
    },
  };
}
