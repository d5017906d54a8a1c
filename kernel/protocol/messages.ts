/**
 * Messages of the Jupyter protocol, version 5.5, in their own spelling.
 *
 * Source: jupyter_client `docs/messaging.rst`, "General Message Format" and the sections named at
 * each type. Shared by the kernel's sockets and by the client.
 *
 * @module
 */

/** The protocol this kernel speaks. */
export const PROTOCOL_VERSION = "5.5";

export type Channel = "shell" | "iopub" | "stdin" | "control" | "hb";

export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  /** ISO 8601, UTC. */
  date: string;
  version: string;
  /** Set by clients that use subshells; echoed, never required. */
  subshell_id?: string | null;
}

/** A JSON object whose members are not checked yet. */
export type Json = Record<string, unknown>;

/** One message, decoded and its signature verified. */
export interface Message {
  /** Routing identities, or the topic on iopub; frames before the delimiter. */
  identities: Uint8Array[];
  header: Header;
  /** The header of the request that led to this message; empty when there is none. */
  parent_header: Header | Record<string, never>;
  metadata: Json;
  content: Json;
  buffers: Uint8Array[];
}

/** "MIME type → data": what a front end chooses from to show a value. */
export type MimeBundle = Record<string, unknown>;
