/**
 * What was asked, what came of it, and whether it is right: every request answered exactly once and in order, busy and
 * idle around it, every output at its own cell, and all of it.
 *
 * @module
 */

import type { Message } from "../../../kernel/protocol/messages.ts";
import type { Cell } from "./cells.ts";

interface Entry {
  readonly tag: string;
  readonly type: string;
  readonly sender: string;
  readonly cell: Cell | undefined;
  /** What each client has heard of it on iopub. */
  readonly heard: Map<string, Heard>;
  replies: number;
  status: string;
}

interface Heard {
  state: "silent" | "busy" | "idle";
  stdout: string;
  stderr: string;
  late: string;
  displays: number;
  results: number;
  errors: number;
}

const COUNTED: Readonly<Record<string, "displays" | "results" | "errors">> = {
  display_data: "displays",
  execute_result: "results",
  error: "errors",
};

export class Ledger {
  readonly violations: string[] = [];
  readonly counts: Map<string, number> = new Map();

  /** Whether cells may have been aborted because of an error. */
  readonly #entries = new Map<string, Entry>();
  readonly #clients: readonly string[];
  /** Requests to execute that have no reply yet, by sender, in the order sent. */
  readonly #queues = new Map<string, string[]>();
  /** The cell that is busy, by who hears it. */
  readonly #busy = new Map<string, string>();

  constructor(clients: readonly string[]) {
    this.#clients = clients;
  }

  sent(id: string, entry: Pick<Entry, "tag" | "type" | "sender" | "cell">): void {
    const heard = new Map(this.#clients.map((client) => [client, silence()]));
    this.#entries.set(id, { ...entry, heard, replies: 0, status: "" });
    if (entry.type === "execute_request") this.#queue(entry.sender).push(id);
    this.#count(entry.cell?.kind ?? entry.type);
  }

  /** A message on shell or control of `client`. */
  reply(client: string, message: Message): void {
    const id = message.parent_header.msg_id ?? "";
    const entry = this.#entries.get(id);
    if (entry === undefined) return; // of a request that is not the test's: kernel_info at the start
    entry.replies += 1;
    entry.status = String(message.content.status);
    if (entry.replies > 1) this.#wrong(entry, "answered twice");
    if (entry.sender !== client) this.#wrong(entry, `answered to client ${client}`);
    const expected = entry.type.replace("_request", "_reply");
    if (message.header.msg_type !== expected) {
      this.#wrong(entry, `answered by ${message.header.msg_type}`);
    }
    if (entry.type !== "execute_request") return;
    const first = this.#queue(client).shift();
    if (first !== id) this.#wrong(entry, "answered out of order");
  }

  /** A message on iopub, as `client` hears it. */
  published(client: string, message: Message): void {
    const id = message.parent_header.msg_id ?? "";
    const entry = this.#entries.get(id);
    const heard = entry?.heard.get(client);
    if (entry === undefined || heard === undefined) return;
    const { header, content } = message;
    if (header.msg_type === "status") {
      this.#status(client, id, entry, heard, String(content.execution_state));
    } else if (header.msg_type === "stream") {
      this.#stream(entry, heard, String(content.name), String(content.text));
    } else {
      this.#output(entry, heard, message);
    }
  }

  /** Whether all clients have heard all of these requests. */
  heard(ids: readonly string[]): boolean {
    return ids.every((id) => {
      const heard = this.#entries.get(id)?.heard.values() ?? [];
      return [...heard].every(({ state }) => state === "idle");
    });
  }

  /** To be called when a request has had its time. */
  settle(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    if (entry.replies === 0) this.#wrong(entry, "not answered");
    for (const [client, heard] of entry.heard) {
      if (heard.state !== "idle") this.#wrong(entry, `${client} heard no idle`);
      if (entry.cell !== undefined) this.#judge(entry, entry.cell, heard);
    }
  }

  #judge(entry: Entry, cell: Cell, heard: Heard): void {
    if (entry.status === "aborted") {
      this.#count("aborted");
      if (heard.stdout + heard.late !== "") this.#wrong(entry, "aborted, but printed");
      return;
    }
    if (entry.status !== cell.status) this.#wrong(entry, `ended with ${entry.status}`);
    let { stdout } = heard;
    for (const line of cell.late ?? []) stdout = stdout.replace(line, "");
    if (stdout !== cell.stdout) {
      this.#wrong(entry, `printed ${brief(stdout)} instead of ${brief(cell.stdout)}`);
    }
    const wanted = {
      displays: cell.displays ?? 0,
      results: cell.results ?? 0,
      errors: Number(cell.status === "error"),
    };
    for (const key of ["displays", "results", "errors"] as const) {
      if (heard[key] !== wanted[key]) {
        this.#wrong(entry, `${heard[key]} ${key} instead of ${wanted[key]}`);
      }
    }
    if (heard.stderr !== "" && cell.diagnosed !== true) {
      this.#wrong(entry, `stderr: ${brief(heard.stderr)}`);
    }
  }

  #status(client: string, id: string, entry: Entry, heard: Heard, state: string): void {
    // A cell's busy is said again after other requests' idle, as front ends show what they heard last.
    const again = state === "busy" && this.#busy.get(client) === id;
    const expected = heard.state === "silent" || again ? "busy" : "idle";
    if (state !== expected || heard.state === "idle") {
      this.#wrong(entry, `${client} heard ${state} while it was ${heard.state}`);
    }
    heard.state = state === "busy" ? "busy" : "idle";
    if (again || entry.type !== "execute_request") return;
    const running = this.#busy.get(client);
    if (state === "busy") {
      if (running !== undefined) this.#wrong(entry, "began before the cell before it was idle");
      this.#busy.set(client, id);
    } else {
      this.#busy.delete(client);
    }
  }

  #stream(entry: Entry, heard: Heard, name: string, text: string): void {
    if (heard.state === "silent") this.#wrong(entry, "printed before busy");
    if (name === "stderr") {
      heard.stderr += text;
      return;
    }
    const foreign = text.split("\n").find((line) => line !== "" && !line.startsWith(entry.tag));
    if (foreign !== undefined) this.#wrong(entry, `got the line ${brief(foreign)}`);
    if (heard.state !== "idle") {
      heard.stdout += text;
      return;
    }
    heard.late += text;
    for (const line of entry.cell?.late ?? []) text = text.replace(line, "");
    if (text !== "") this.#wrong(entry, `printed ${brief(text)} after idle`);
  }

  #output(entry: Entry, heard: Heard, { header, content }: Message): void {
    const type = header.msg_type;
    if (heard.state !== "busy") this.#wrong(entry, `${type} while ${heard.state}`);
    const counted = COUNTED[type];
    if (counted !== undefined) heard[counted] += 1;
    const shows = type === "display_data" || type === "execute_result" || type === "comm_msg";
    const text = JSON.stringify(content);
    if (shows && !text.includes(`"${entry.tag}`) && !text.includes(`'${entry.tag}`)) {
      this.#wrong(entry, `got ${type} ${brief(text)}`);
    }
  }

  #queue(client: string): string[] {
    const queue = this.#queues.get(client) ?? [];
    this.#queues.set(client, queue);
    return queue;
  }

  #count(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  #wrong(entry: Entry, what: string): void {
    const { tag, type, cell } = entry;
    this.violations.push(`${tag} (${cell?.kind ?? type}): ${what}`);
  }
}

function silence(): Heard {
  return { state: "silent", stdout: "", stderr: "", late: "", displays: 0, results: 0, errors: 0 };
}

function brief(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.length <= 160 ? quoted : `${quoted.slice(0, 120)}…${quoted.slice(-30)}`;
}
