/**
 * The kernel process: its parts, put together, and who answers which message.
 *
 * Nothing here runs user code, loads the compiler or computes for long: while cells run, the heartbeat, the control
 * channel, completion and history answer at once.
 *
 * Source: jupyter_client `docs/messaging.rst`.
 *
 * @module
 */

import type { LanguageRequests } from "../language/messages.ts";
import type { FromChild } from "../link/messages.ts";
import type { Connection } from "../protocol/connection-file.ts";
import type { CellError } from "./cell.ts";
import { mirrorComm } from "./comm-messages.ts";
import { Comms } from "./comms.ts";
import { type Death, deathError, deathNotice, gaveUpError } from "./death.ts";
import { readEnvironment } from "./environment.ts";
import { Executor } from "./executor.ts";
import { type Handler, makeHandlers } from "./handlers.ts";
import { History } from "./history.ts";
import { historyPath } from "./history-path.ts";
import { LanguageClient } from "./language-client.ts";
import { log } from "./log.ts";
import { Parents } from "./parents.ts";
import { Stdin } from "./stdin.ts";
import { StreamBatches } from "./streams.ts";
import { Supervisor } from "./supervisor.ts";
import { mayMapPaths } from "./tsconfig-paths.ts";
import { Unheard } from "./unheard.ts";
import { type Request, Wire } from "./wire.ts";

/** How long `exit` handlers of cells may take when the kernel shuts down, in ms. */
const EXIT_GRACE = 1000;

/** The child and the compiler are started after the first kernel_info_reply, or after so many ms without one. */
const START_DELAY = 20;

/** How long the compiler may take to read a tsconfig that the child needs for its start, in ms. */
const PATHS_TIMEOUT = 5000;

const SHUT_DOWN: CellError = {
  ename: "KernelShutdown",
  evalue: "the kernel was shut down",
  traceback: ["KernelShutdown: the kernel was shut down"],
};

export class Kernel {
  readonly #wire: Wire;
  readonly #folder: string = process.cwd();
  readonly #environment = readEnvironment();
  readonly #parents = new Parents();
  readonly #comms = new Comms();
  readonly #unheard = new Unheard();
  readonly #history = new History(historyPath());
  readonly #language: LanguageClient;
  readonly #streams: StreamBatches;
  readonly #stdin: Stdin;
  readonly #supervisor: Supervisor;
  readonly #executor: Executor;
  readonly #handlers: Readonly<Record<string, Handler>>;
  #startTimer: NodeJS.Timeout | undefined;
  #stopping = false;
  #resolveStopped: () => void = () => {};
  /** Resolves when the kernel has been stopped, by a message or a signal. */
  readonly stopped: Promise<void> = new Promise((resolve) => {
    this.#resolveStopped = resolve;
  });

  /** @throws ConnectionError where an address cannot be bound. */
  static async start(connection: Connection): Promise<Kernel> {
    const kernel = new Kernel(await Wire.bind(connection));
    kernel.#listen();
    return kernel;
  }

  private constructor(wire: Wire) {
    this.#wire = wire;
    const { typeCheck, interruptGrace } = this.#environment;
    this.#language = new LanguageClient({
      folder: this.#folder,
      ...(typeCheck === undefined ? {} : { typeCheck }),
    });
    this.#streams = new StreamBatches(({ cell, name, text }) =>
      wire.publish("stream", this.#parents.of(cell), { name, text }),
    );
    this.#stdin = new Stdin(wire);
    this.#supervisor = new Supervisor(
      {
        message: (message, parts) => this.#fromChild(message, parts),
        transpile: (request, file) => void this.#transpile(request, file),
        native: (name, text) => this.#streams.push(this.#parents.latestCell, name, text),
        died: (death) => this.#childDied(death),
        gaveUp: (death) => {
          this.#unheard.close();
          this.#executor.refuse(gaveUpError(death));
        },
        interrupted: () => this.#unheard.release(),
      },
      { interruptGrace, exitGrace: EXIT_GRACE },
    );
    this.#executor = new Executor({
      wire,
      parents: this.#parents,
      streams: this.#streams,
      history: this.#history,
      language: this.#language,
      send: (message) => this.#supervisor.send(message),
      cellOver: () => this.#stdin.withdraw(),
    });
    this.#handlers = makeHandlers({
      wire,
      parents: this.#parents,
      comms: this.#comms,
      unheard: this.#unheard,
      history: this.#history,
      language: this.#language,
      supervisor: this.#supervisor,
      kernelInfoGiven: () => void setImmediate(() => this.#startOthers()),
      interrupt: () => this.interrupt(),
      stop: () => void this.stop(),
    });
  }

  /** Ends what runs and keeps the variables. */
  interrupt(): void {
    this.#executor.interrupt();
    this.#supervisor.interrupt();
  }

  #listen(): void {
    this.#wire.listen({
      request: (request) => void this.#handle(request),
      input: (message) => this.#stdin.input(message),
    });
    this.#wire.publish("status", {}, { execution_state: "starting" });
    this.#startTimer = setTimeout(() => this.#startOthers(), START_DELAY);
  }

  /** Answers a request between its own busy and idle; cells wait for their turn in the executor. */
  async #handle(request: Request): Promise<void> {
    const { header } = request.message;
    log(() => `${request.channel}: ${header.msg_type}`);
    if (header.msg_type === "execute_request") {
      this.#executor.submit(request);
      return;
    }
    this.#wire.publish("status", header, { execution_state: "busy" });
    try {
      const handler = Object.hasOwn(this.#handlers, header.msg_type)
        ? this.#handlers[header.msg_type]
        : undefined;
      if (handler === undefined) log(() => `nothing answers ${header.msg_type}`);
      await handler?.(request);
    } catch (error) {
      log(() => `${header.msg_type} failed: ${error instanceof Error ? error.stack : error}`);
    }
    this.#streams.flush();
    this.#wire.publish("status", header, { execution_state: "idle" });
    // Front ends show the kernel's last word: it is still busy with a cell, unless that has been asked to end.
    const running = this.#executor.running?.request.message.header;
    if (running && header.msg_type !== "interrupt_request") {
      this.#wire.publish("status", running, { execution_state: "busy" });
    }
  }

  /** Ends the child, answers what waits, sends what is left to send. */
  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    clearTimeout(this.#startTimer);
    this.#startTimer = undefined;
    // A cell in a loop would keep `exit` handlers from running.
    if (this.#executor.running?.sent) this.#supervisor.interrupt();
    await this.#supervisor.stop();
    await this.#executor.close(SHUT_DOWN);
    this.#streams.flush();
    await Promise.all([this.#history.flushed(), this.#language.stop()]);
    await this.#wire.close();
    this.#resolveStopped();
  }

  async #startChild(): Promise<void> {
    const { memoryLimitMb } = this.#environment;
    let paths: { baseUrl: string; patterns: Record<string, string[]> } | null = null;
    if (mayMapPaths(this.#folder)) {
      paths = await this.#language.request("paths", {}, PATHS_TIMEOUT).catch(() => null);
    }
    this.#supervisor.start({
      folder: this.#folder,
      ...(paths === null ? {} : { paths }),
      ...(memoryLimitMb === undefined ? {} : { memoryLimitMb }),
    });
  }

  /** Once: whoever asks what kernel this is does not wait for them. */
  #startOthers(): void {
    if (this.#startTimer === undefined) return;
    clearTimeout(this.#startTimer);
    this.#startTimer = undefined;
    void this.#startChild();
    this.#language.request("warmUp", {}).catch((error) => log(() => `no warm-up: ${error}`));
  }

  #fromChild(message: FromChild, parts: Buffer[]): void {
    switch (message.type) {
      case "stream":
        if (this.#parents.isSilent(message.cell)) break;
        this.#streams.push(message.cell, message.name, String(parts[0] ?? ""));
        break;
      case "publish": {
        const { cell, messageType, metadata } = message;
        if (message.comm === undefined && this.#parents.isSilent(cell)) break;
        const [content = Buffer.from("{}"), ...buffers] = parts;
        mirrorComm(message, this.#comms);
        this.#streams.flush();
        this.#wire.publish(messageType, this.#parents.of(cell), content, {
          buffers,
          ...(metadata === undefined ? {} : { metadata }),
        });
        break;
      }
      case "done":
        this.#executor.done(message.cell, message.status, parts[0]);
        break;
      case "heard":
        this.#unheard.heard(message.cell);
        break;
      case "input_request":
        this.#askForInput(message);
        break;
      case "ready":
        break;
      default:
        message satisfies never;
    }
  }

  #askForInput({ cell, prompt, password }: Extract<FromChild, { type: "input_request" }>): void {
    const answer = (value: string | undefined) =>
      this.#supervisor.send({ type: "input_reply", ...(value === undefined ? {} : { value }) });
    const running = this.#executor.running;
    this.#streams.flush();
    if (running?.id === cell && running.content.allowStdin) {
      this.#stdin.ask(running.request, { prompt, password }, answer);
    } else {
      answer(undefined);
    }
  }

  async #transpile(
    request: number,
    { path, asCommonJs = false }: LanguageRequests["transpile"]["ask"],
  ): Promise<void> {
    const ask = { path, asCommonJs };
    const result = await this.#language.request("transpile", ask).catch((error: Error) => ({
      error: { message: error.message, line: 1, column: 1, frame: "" },
    }));
    this.#supervisor.send({ type: "transpiled", request, result });
  }

  #childDied(death: Death): void {
    this.#language.request("forget", {}).catch((error) => log(() => `nothing forgotten: ${error}`));
    this.#streams.flush();
    this.#unheard.release();
    if (this.#stopping) return;
    for (const id of this.#comms.clear()) {
      const parent = this.#parents.of(this.#parents.latestCell);
      this.#wire.publish("comm_close", parent, { comm_id: id, data: {} });
    }
    if (!this.#executor.fail(deathError(death))) {
      this.#streams.push(this.#parents.latestCell, "stderr", deathNotice(death));
    }
  }
}
