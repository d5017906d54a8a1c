/**
 * Comms between the front ends and the child. Messages go through at once, also while a cell runs: handlers in the
 * child run when the cell awaits.
 *
 * Source: jupyter_client `docs/messaging.rst`, "Custom Messages".
 *
 * @module
 */

import type { FromChild } from "../link/messages.ts";
import type { Comms } from "./comms.ts";
import type { Parents } from "./parents.ts";
import type { Supervisor } from "./supervisor.ts";
import type { Unheard } from "./unheard.ts";
import type { Request } from "./wire.ts";

export type CommKind = "comm_open" | "comm_msg" | "comm_close";

export interface CommParts {
  readonly comms: Comms;
  readonly parents: Parents;
  readonly supervisor: Supervisor;
  readonly unheard: Unheard;
}

/** Resolves when the child has heard it. */
export async function forwardComm(
  kind: CommKind,
  request: Request,
  parts: CommParts,
): Promise<void> {
  const { comms, parents, supervisor, unheard } = parts;
  const { header, metadata, content, buffers } = request.message;
  const { comm_id: id, target_name: target } = content;
  if (typeof id !== "string") return;
  if (kind === "comm_open" && typeof target === "string") comms.opened(id, target);
  if (kind === "comm_close") comms.closed(id);
  const cell = parents.addComm(header);
  const body = Buffer.from(JSON.stringify(content));
  const heard = unheard.wait(cell);
  supervisor.send({ type: "comm", kind, cell, metadata }, [body, ...buffers]);
  await heard;
}

/** Keeps the list of open comms right when the child opens or closes one. */
export function mirrorComm(
  { messageType, comm }: Extract<FromChild, { type: "publish" }>,
  comms: Comms,
): void {
  if (comm === undefined) return;
  if (messageType === "comm_open") comms.opened(comm.id, comm.target ?? "");
  if (messageType === "comm_close") comms.closed(comm.id);
}
