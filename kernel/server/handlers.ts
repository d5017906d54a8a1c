/**
 * Who answers which message, cells apart: everything here is answered at once, while a cell runs as well.
 *
 * Source: jupyter_client `docs/messaging.rst`, "Messages on the shell (ROUTER/DEALER) channel" and "Messages on the
 * control (ROUTER/DEALER) channel".
 *
 * @module
 */

import type { Json } from "../protocol/messages.ts";
import { completeReply, inspectReply, isCompleteReply } from "./assistance.ts";
import { type CommKind, type CommParts, forwardComm } from "./comm-messages.ts";
import { refuseDebug } from "./debug.ts";
import type { History } from "./history.ts";
import { kernelInfo } from "./kernel-info.ts";
import type { LanguageClient } from "./language-client.ts";
import type { Request, Wire } from "./wire.ts";

/** Its promise resolves when the request has been answered. */
export type Handler = (request: Request) => void | Promise<void>;

export interface HandlerParts extends CommParts {
  readonly wire: Wire;
  readonly history: History;
  readonly language: LanguageClient;
  /** Is called after each kernel_info_reply. */
  kernelInfoGiven(): void;
  interrupt(): void;
  stop(): void;
}

/** By message type, the same on shell and control. */
export function makeHandlers(parts: HandlerParts): Readonly<Record<string, Handler>> {
  const { wire, comms, history, language } = parts;
  let info: Json | undefined;

  const answer =
    (type: string, makeContent: (request: Json) => Json | Promise<Json>): Handler =>
    async (request) =>
      wire.reply(request, type, await makeContent(request.message.content));
  const comm =
    (kind: CommKind): Handler =>
    (request) =>
      forwardComm(kind, request, parts);

  return {
    kernel_info_request(request) {
      info ??= kernelInfo();
      wire.reply(request, "kernel_info_reply", info);
      parts.kernelInfoGiven();
    },
    complete_request: answer("complete_reply", (content) => completeReply(language, content)),
    inspect_request: answer("inspect_reply", (content) => inspectReply(language, content)),
    is_complete_request: answer("is_complete_reply", (content) =>
      isCompleteReply(language, content),
    ),
    history_request: answer("history_reply", async (content) => {
      return { status: "ok", history: await history.find(content) };
    }),
    comm_info_request: answer("comm_info_reply", ({ target_name: target }) => {
      return { status: "ok", comms: comms.info(target) };
    }),
    comm_open: comm("comm_open"),
    comm_msg: comm("comm_msg"),
    comm_close: comm("comm_close"),
    interrupt_request(request) {
      wire.reply(request, "interrupt_reply", { status: "ok" });
      parts.interrupt();
    },
    shutdown_request(request) {
      const content = { status: "ok", restart: request.message.content.restart === true };
      wire.reply(request, "shutdown_reply", content);
      wire.publish("shutdown_reply", request.message.header, content);
      parts.stop();
    },
    debug_request: (request) => refuseDebug(request, wire),
  };
}
