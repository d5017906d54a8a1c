/**
 * What a cell can call to show things: the types of the cell globals `display`, `clear`, `prompt`,
 * `confirm` and `Jupyter`. The language service declares the globals with these types, the child installs
 * objects that have them.
 *
 * @module
 */

/** "MIME type → data": what a front end chooses from to show a value. */
export type MimeBundle = Record<string, unknown>;

/** A value that knows how to show itself: its method returns a MIME bundle, or a promise of one. */
export interface Displayable {
  [key: symbol]: () => MimeBundle | Promise<MimeBundle>;
}

export interface DisplayOptions {
  /** Later updates of the same id replace what is shown. */
  id?: string;
  /** The value is a MIME bundle already. */
  raw?: boolean;
  /** Of the message, by MIME type, as `{"image/png": {width: 200}}`. */
  metadata?: Record<string, unknown>;
}

/** Something on the page that can change. */
export interface DisplayHandle {
  readonly id: string;
  /** Shows another value in the same place, as the call that made the handle would show it. */
  update(value: unknown, options?: Omit<DisplayOptions, "id">): DisplayHandle;
}

/** The global `display`. */
export interface Display {
  (value: unknown, options?: DisplayOptions): DisplayHandle;
  html(markup: string, options?: DisplayOptions): DisplayHandle;
  svg(markup: string, options?: DisplayOptions): DisplayHandle;
  markdown(text: string, options?: DisplayOptions): DisplayHandle;
  latex(text: string, options?: DisplayOptions): DisplayHandle;
  json(value: unknown, options?: DisplayOptions): DisplayHandle;
  /** Bytes of a PNG file, or their base64 text. */
  png(bytes: Uint8Array | string, options?: DisplayOptions): DisplayHandle;
  /** Bytes of a JPEG file, or their base64 text. */
  jpeg(bytes: Uint8Array | string, options?: DisplayOptions): DisplayHandle;
  javascript(code: string, options?: DisplayOptions): DisplayHandle;
}

/** One end of a comm: a two-way line between a cell or library and a front end. */
export interface Comm {
  readonly id: string;
  readonly target: string;
  send(data: unknown, buffers?: ArrayBufferView[], metadata?: Record<string, unknown>): void;
  onMessage(handler: CommHandler): void;
  onClose(handler: CommHandler): void;
  close(data?: unknown): void;
}

export type CommHandler = (
  data: unknown,
  buffers: Uint8Array[],
  metadata: Record<string, unknown>,
) => void | Promise<void>;

export interface CommOptions {
  metadata?: Record<string, unknown>;
  buffers?: ArrayBufferView[];
}

/** The global `Jupyter`; libraries find the same object as `globalThis[Symbol.for("Jupyter.kernel")]`. */
export interface JupyterKernel {
  /** Aborted when the running cell is interrupted. */
  readonly signal: AbortSignal;
  /** Answers comms that a front end opens. */
  registerTarget(
    name: string,
    handler: (
      comm: Comm,
      openData: unknown,
      open: { metadata: Record<string, unknown>; buffers: Uint8Array[] },
    ) => void | Promise<void>,
  ): void;
  openComm(target: string, data?: unknown, options?: CommOptions): Comm;
  /** A MIME bundle (an object whose keys are MIME types) or any value. With `update` it replaces what `id` shows. */
  display(
    bundleOrValue: unknown,
    options?: { id?: string; update?: boolean; metadata?: Record<string, unknown> },
  ): DisplayHandle;
}

/** The global `prompt`: waits for a line that the user types. */
export interface Prompt {
  /**
   * The line, or `defaultValue` when it is empty. Never null; the type is that of browsers and Deno, so that
   * code for them checks.
   *
   * @throws StdinError where nobody can be asked, as in nbconvert.
   */
  (question?: string, defaultValue?: string): string | null;
  /** As above, but what is typed is not shown. */
  password(question?: string): string;
}

/** The globals that the kernel adds to Node's. A cell may declare the same names; they are ordinary variables. */
export interface KernelGlobals {
  display: Display;
  /** Clears the cell's output: at once, or with `wait` when its next output comes. */
  clear(wait?: boolean): void;
  prompt: Prompt;
  /** Whether the user answers `y` or `yes`. */
  confirm(question?: string): boolean;
  Jupyter: JupyterKernel;
}
