/**
 * What cells have put on the page: shows values, and replaces what is shown.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import { inspect, types } from "node:util";
import { DisplayError } from "../../errors.ts";
import type { CellId } from "../../link/messages.ts";
import { $Map, $Promise, $Set } from "../intrinsics.ts";
import type { DisplayHandle, DisplayOptions, MimeBundle } from "./api.ts";
import { isMimeBundle, readyBundle } from "./bundle.ts";
import { formatResult } from "./format-result.ts";
import { plainText } from "./plain-text.ts";
import type { DisplayHost } from "./ports.ts";
import { toJson } from "./to-json.ts";

/** Makes the bundle of a value, in one of the ways of {@link DisplayOptions}. */
type Format = (value: unknown, options: DisplayOptions) => MimeBundle | Promise<MimeBundle>;

type MessageType = "display_data" | "update_display_data";

export class Displays {
  readonly #host: DisplayHost;

  /** Displays that wait for the promise of a value's own method, by the cell that made them. */
  readonly #pending = new $Map<CellId, Set<Promise<void>>>();

  constructor(host: DisplayHost) {
    this.#host = host;
  }

  /** As formatResult; errors of a value's own display method go to the standard error of the cell. */
  format(value: unknown): MimeBundle | Promise<MimeBundle> {
    const cell = this.#host.currentCell();
    return formatResult(value, (error) => {
      this.#host.stream("stderr", `${plainText(error)}\n`, cell);
    });
  }

  /** Shows a value; with `update`, in place of what has the same id. */
  show(
    value: unknown,
    options: DisplayOptions & { update?: boolean } = {},
    format: Format = (shown, { raw }) => (raw ? rawBundle(shown) : this.format(shown)),
  ): DisplayHandle {
    const { update = false, id = update ? undefined : randomUUID() } = options;
    if (typeof id !== "string" || id === "") {
      throw new DisplayError({
        what: update ? "an update needs the id of what it replaces" : "this is no display id",
        expected: "id: a string that is not empty",
        got: plainText(id, 0),
        hint: 'give an id, as display(value, { id: "plot" }), or use the handle that display() returns',
      });
    }
    const handle = new Handle(id, (next, changes) =>
      this.#send("update_display_data", id, format(next, changes), changes.metadata, handle),
    );
    const type = update ? "update_display_data" : "display_data";
    this.#send(type, id, format(value, options), options.metadata, handle);
    return handle;
  }

  /** Resolves when everything that a cell has asked to show is shown. */
  async settled(cell: CellId): Promise<void> {
    for (let waiting = this.#pending.get(cell); waiting; waiting = this.#pending.get(cell)) {
      await $Promise.all(waiting);
    }
  }

  #send(
    messageType: MessageType,
    id: string,
    bundle: MimeBundle | Promise<MimeBundle>,
    metadata: Record<string, unknown> | undefined,
    handle: Handle,
  ): void {
    const cell = this.#host.currentCell();
    const content = {
      metadata: toJson(metadata ?? {}, "metadata"),
      transient: { display_id: id },
    };
    const publish = (data: MimeBundle) =>
      this.#host.publish(messageType, { data, ...content }, { cell });

    if (!types.isPromise(bundle) && handle.before === undefined) {
      publish(bundle as MimeBundle);
      return;
    }
    // An update must not overtake what it updates.
    const before = handle.before;
    const sent = (async () => {
      const data = await bundle;
      await before;
      publish(data);
    })().catch((error: unknown) => this.#host.stream("stderr", `${plainText(error)}\n`, cell));
    handle.before = sent;
    this.#track(cell, sent, handle);
  }

  #track(cell: CellId, sent: Promise<void>, handle: Handle): void {
    const waiting = this.#pending.get(cell) ?? new $Set();
    this.#pending.set(cell, waiting.add(sent));
    void sent.then(() => {
      waiting.delete(sent);
      if (waiting.size === 0) this.#pending.delete(cell);
      if (handle.before === sent) handle.before = undefined;
    });
  }
}

class Handle implements DisplayHandle {
  readonly id: string;

  /** The last message of this display that is not sent yet. */
  before: Promise<void> | undefined;

  readonly #update: (value: unknown, options: DisplayOptions) => void;

  constructor(id: string, update: (value: unknown, options: DisplayOptions) => void) {
    this.id = id;
    this.#update = update;
  }

  update(value: unknown, options: Omit<DisplayOptions, "id"> = {}): DisplayHandle {
    this.#update(value, options);
    return this;
  }

  [inspect.custom](): string {
    return `DisplayHandle { id: ${inspect(this.id)} }`;
  }
}

/** Whether a cell's value shows nothing: `undefined`, and what `display(…)` returns, since that has shown it. */
export function showsNothing(value: unknown): boolean {
  return value === undefined || value instanceof Handle;
}

function rawBundle(value: unknown): MimeBundle {
  if (isMimeBundle(value)) return readyBundle(value);
  throw new DisplayError({
    what: "this is no MIME bundle",
    expected: 'an object whose keys are MIME types, as { "text/html": "<b>42</b>" }',
    got: plainText(value, 0),
    hint: "leave out `raw` to show any value",
  });
}
