/**
 * debug_request, answered in the words of the Debug Adapter Protocol: there is no debugger.
 *
 * Source: jupyter_client `docs/messaging.rst`, "Debug request"; the protocol's `Response`.
 *
 * @module
 */

import type { Request, Wire } from "./wire.ts";

export function refuseDebug(request: Request, wire: Wire): void {
  const { seq, command } = request.message.content;
  const message = "this kernel has no debugger";
  wire.reply(request, "debug_reply", {
    status: "error",
    ename: "NotSupported",
    evalue: message,
    traceback: [],
    type: "response",
    seq: 0,
    request_seq: typeof seq === "number" ? seq : 0,
    command: typeof command === "string" ? command : "",
    success: false,
    message,
    body: {},
  });
}
