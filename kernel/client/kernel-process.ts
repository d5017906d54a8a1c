/**
 * A kernel's process: started with a connection file of its own, watched, and ended by its own id.
 *
 * @module
 */

import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ConnectionError } from "../errors.ts";
import { type Connection, parseConnection } from "../protocol/connection-file.ts";
import { freePorts } from "./free-ports.ts";

export interface LaunchOptions {
  /** As in a kernelspec: `{connection_file}` stands for the connection file's path. */
  readonly argv: readonly string[];

  /** Where the kernel runs: the notebook's folder. Default: the current folder. */
  readonly cwd?: string | undefined;

  /** Added to the environment; `{connection_file}` stands for the same path here. */
  readonly env?: Readonly<Record<string, string>> | undefined;

  /** Default `tcp`, on 127.0.0.1, which every kernel knows. `ipc` meets in a private folder instead, unless its path is too long for that. */
  readonly transport?: "tcp" | "ipc" | undefined;

  /** Of the messages' signatures; "" for none. Default: a random one. */
  readonly key?: string | undefined;

  /** Takes what the process prints on stderr, line by line. */
  readonly onErrorLine?: ((line: string) => void) | undefined;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How much of what the process printed is kept for messages. */
const TAIL_CHARACTERS = 8192;

/** What macOS allows for a socket's path (Linux: 3 more), less what is added to it: "-5" and a zero. */
const MAX_SOCKET_PATH = 104 - 3;

/** Kernels that run; if this process ends first, it takes them along. */
const running = new Set<KernelProcess>();
process.on("exit", () => {
  for (const kernel of running) kernel.discard();
});

export class KernelProcess {
  readonly connection: Connection;
  readonly connectionFile: string;

  /** Resolved when the process has ended or could not be started; never rejected. */
  readonly exited: Promise<Exit>;

  readonly #folder: string;
  readonly #command: string;
  readonly #child: ChildProcess;
  #exit: Exit | undefined;
  #spawnError: Error | undefined;
  #tail = "";

  /** Returns when the process is started, not when the kernel answers. */
  static async launch(options: LaunchOptions): Promise<KernelProcess> {
    const { cwd, key = randomUUID() } = options;
    if (cwd !== undefined && !existsSync(cwd)) {
      throw new ConnectionError({
        what: "there is no such folder to run the kernel in",
        where: cwd,
        hint: "create it, or run the notebook elsewhere",
      });
    }
    const folder = mkdtempSync(join(tmpdir(), "cladescope-kernel-")); // readable by the user alone
    const socket = join(folder, "socket");
    const fits = Buffer.byteLength(socket) <= MAX_SOCKET_PATH;
    const transport = options.transport === "ipc" && fits ? "ipc" : "tcp";
    const ip = transport === "tcp" ? "127.0.0.1" : socket;
    const ports = transport === "tcp" ? await freePorts(5, ip) : [1, 2, 3, 4, 5];
    const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports;
    const file = {
      ...{ transport, ip, shell_port, iopub_port, stdin_port, control_port, hb_port },
      ...{ key, signature_scheme: "hmac-sha256", kernel_name: "" },
    };
    return new KernelProcess(options, folder, file);
  }

  private constructor(
    { argv, cwd, env, onErrorLine }: LaunchOptions,
    folder: string,
    file: object,
  ) {
    this.#folder = folder;
    this.connectionFile = join(folder, "connection.json");
    writeFileSync(this.connectionFile, JSON.stringify(file, null, 1), { mode: 0o600 });
    this.connection = parseConnection(file, this.connectionFile);
    const fill = (text: string) => text.replaceAll("{connection_file}", this.connectionFile);
    const [program = "", ...args] = argv.map(fill);
    const added = Object.entries(env ?? {}).map(([name, value]) => [name, fill(value)]);
    this.#command = argv.join(" ");
    this.#child = spawn(program, args, {
      cwd,
      // Kernels that know this variable end with the process it names.
      env: { ...process.env, ...Object.fromEntries(added), JPY_PARENT_PID: String(process.pid) },
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own: Ctrl-C in the terminal is for us, who interrupt the cell in our way.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#tail = (this.#tail + text).slice(-TAIL_CHARACTERS);
      });
    }
    if (onErrorLine !== undefined && this.#child.stderr) {
      createInterface({ input: this.#child.stderr }).on("line", onErrorLine);
    }
    running.add(this);
    this.exited = new Promise((resolve) => {
      const ended = (exit: Exit) => {
        this.#exit ??= exit;
        running.delete(this);
        resolve(this.#exit);
      };
      this.#child.on("error", (error) => {
        this.#spawnError = error;
        if (this.#child.pid === undefined) ended({ code: null, signal: null });
      });
      this.#child.on("exit", (code, signal) => {
        this.#exit = { code, signal };
      });
      // What it printed last is read before its end is told, unless a grandchild holds the pipe open.
      this.#child.on("exit", (code, signal) => setTimeout(ended, 200, { code, signal }));
      this.#child.on("close", (code, signal) => ended({ code, signal }));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The last lines that the process printed on stdout and stderr. */
  get tail(): string {
    return this.#tail;
  }

  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** As a terminal's Ctrl-C would: to the process and its children. */
  interrupt(): void {
    this.#signal("SIGINT");
  }

  kill(): void {
    if (this.#exit === undefined) this.#child.kill("SIGKILL");
  }

  /** Why the kernel cannot be used, for people. */
  failure(what: string): ConnectionError {
    const printed = this.#tail.trim().split("\n").slice(-8).join("\n            ");
    const { code, signal } = this.#exit ?? {};
    const end =
      this.#spawnError?.message ??
      (this.#exit && (signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`));
    return new ConnectionError({
      what,
      where: this.#command,
      got: [end, printed].filter(Boolean).join("; it printed:\n            ") || undefined,
      hint:
        this.#spawnError === undefined
          ? "run this command by hand with a connection file, or choose another kernel"
          : "install the kernel again, or choose another one",
      cause: this.#spawnError,
    });
  }

  /** Removes the connection file and the sockets. */
  removeFiles(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Ends the process at once and removes its files. */
  discard(): void {
    this.kill();
    this.removeFiles();
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#exit !== undefined) return;
    try {
      process.kill(process.platform === "win32" ? pid : -pid, signal);
    } catch {
      this.#child.kill(signal); // the kernel has left its process group
    }
  }
}
