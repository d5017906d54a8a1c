/**
 * One of the clients: sends bursts of mixed requests without waiting, then waits for all that comes of them.
 *
 * @module
 */

import { setTimeout as wait } from "node:timers/promises";
import type { KernelClient } from "../../../kernel/client/kernel-client.ts";
import type { Request } from "../../../kernel/client/request.ts";
import type { Json } from "../../../kernel/protocol/messages.ts";
import { inTime } from "../ask.ts";
import { type Cell, REGISTER, randomCell } from "./cells.ts";
import type { Ledger } from "./ledger.ts";
import type { Random } from "./random.ts";

const LIMIT_MS = 60_000;

export class SoakClient {
  readonly name: string;
  readonly client: KernelClient;
  readonly #ledger: Ledger;
  readonly #random: Random;
  #sent = 0;
  /** Texts that went out on comms and have not come back. */
  readonly #echoes = new Map<string, string>();
  comms = { sent: 0, echoed: 0 };

  constructor(name: string, client: KernelClient, ledger: Ledger, random: Random) {
    this.name = name;
    this.client = client;
    this.#ledger = ledger;
    this.#random = random;
    client.onMessage((message, channel) => {
      if (channel === "iopub") ledger.published(name, message);
      else if (channel !== "stdin") ledger.reply(name, message);
      if (message.header.msg_type === "comm_msg") this.#echo(message.content);
    });
  }

  /** Some requests at once; resolves when all have been settled. */
  async burst(): Promise<void> {
    const requests = Array.from({ length: 1 + this.#random.below(6) }, () => this.#request());
    await this.#settled(requests);
  }

  /** Registers the target of the comms; a process that has crashed has forgotten it. */
  async register(): Promise<void> {
    const tag = this.#tag();
    const cell: Cell = { kind: "registers", code: REGISTER, status: "ok", stdout: "" };
    await this.#settled([this.#execute(tag, cell)]);
  }

  async #settled(requests: readonly Request[]): Promise<void> {
    const outcomes = requests.map(({ outcome }) => inTime(outcome, LIMIT_MS).catch(() => {}));
    await Promise.all(outcomes);
    // The other client's iopub may be behind this one's.
    const ids = requests.map(({ id }) => id);
    for (let tries = 0; tries < 200 && !this.#ledger.heard(ids); tries++) await wait(20);
    for (const id of ids) this.#ledger.settle(id);
  }

  #request(): Request {
    const tag = this.#tag();
    return this.#random.pick<() => Request>([
      [12, () => this.#execute(tag, randomCell(tag, this.#random))],
      [1, () => this.#ask(tag, "complete_request", { code: `"${tag}".toUpp`, cursor_pos: 14 })],
      [1, () => this.#ask(tag, "inspect_request", { code: "Math.abs", cursor_pos: 8 })],
      [1, () => this.#ask(tag, "is_complete_request", { code: `f("${tag}"` })],
      [1, () => this.#ask(tag, "history_request", { hist_access_type: "tail", n: 3, raw: true })],
      [1, () => this.#ask(tag, "comm_info_request", {})],
      [1, () => this.#ask(tag, "kernel_info_request", {})],
      [2, () => this.#comm(tag)],
    ])();
  }

  #execute(tag: string, cell: Cell): Request {
    const request = this.client.execute(cell.code, { stop_on_error: cell.stopOnError === true });
    this.#ledger.sent(request.id, {
      ...{ tag, cell, type: "execute_request", sender: this.name },
    });
    if (cell.interrupt) void this.#interruptOnce(request);
    if (cell.crashes) {
      // The echoes that were under way are lost with the process.
      void request.outcome.then(
        () => this.#echoes.clear(),
        () => {},
      );
    }
    return request;
  }

  async #interruptOnce(request: Request): Promise<void> {
    for await (const { header } of request.published) {
      if (header.msg_type === "stream") return this.client.interrupt();
    }
  }

  #ask(tag: string, type: string, content: Json): Request {
    const request = this.client.request(type, content);
    this.#ledger.sent(request.id, { tag, type, sender: this.name, cell: undefined });
    return request;
  }

  /** Opens a comm, sends a text on it, and asks for the list of comms, whose answer is waited for. */
  #comm(tag: string): Request {
    const comm_id = `comm-${tag}`;
    this.#echoes.set(tag, comm_id);
    this.comms.sent += 1;
    void this.client.send("comm_open", { comm_id, target_name: "soak", data: {} });
    void this.client.send("comm_msg", { comm_id, data: `${tag} on a comm` });
    return this.#ask(tag, "comm_info_request", { target_name: "soak" });
  }

  #echo({ comm_id, data }: Json): void {
    const { echo } = (data ?? {}) as Json;
    const [tag = ""] = String(echo).split(" ");
    if (!tag.startsWith(this.name)) return; // the other client's
    if (this.#echoes.get(tag) !== comm_id) {
      this.#ledger.violations.push(`${tag}: an echo came twice, or on the wrong comm`);
    }
    this.#echoes.delete(tag);
    this.comms.echoed += 1;
  }

  #tag(): string {
    this.#sent += 1;
    return `${this.name}${String(this.#sent).padStart(6, "0")}`;
  }
}
