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

  /** Messages that wait for the promise of a value's own method, by the cell that made them. */
  readonly #pending = new $Map<CellId, Set<Promise<void>>>();

  /** The last message of each display that is not sent yet. */
  readonly #last = new $Map<string, Promise<void>>();

  constructor(host: DisplayHost) {
    this.#host = host;
  }

  /** As formatResult; errors of a value's own display method are shown in the cell. */
  format(value: unknown): MimeBundle | Promise<MimeBundle> {
    const cell = this.#host.currentCell();
    return formatResult(value, (error) => this.#host.reportError(error, cell));
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
    const type = update ? "update_display_data" : "display_data";
    this.#send(type, id, format(value, options), options.metadata);
    return new Handle(id, (next, changes) =>
      this.#send("update_display_data", id, format(next, changes), changes.metadata),
    );
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
  ): void {
    const cell = this.#host.currentCell();
    const content = {
      metadata: toJson(metadata ?? {}, "metadata"),
      transient: { display_id: id },
    };
    const publish = (data: MimeBundle) =>
      this.#host.publish(messageType, { data, ...content }, { cell });

    // An update must not overtake what it updates.
    const before = this.#last.get(id);
    if (!types.isPromise(bundle) && before === undefined) {
      publish(bundle as MimeBundle);
      return;
    }
    const sent = (async () => {
      const data = await bundle;
      await before;
      publish(data);
    })().catch((error: unknown) => this.#host.reportError(error, cell));
    this.#track(cell, id, sent);
  }

  #track(cell: CellId, id: string, sent: Promise<void>): void {
    const waiting = this.#pending.get(cell) ?? new $Set();
    this.#pending.set(cell, waiting.add(sent));
    this.#last.set(id, sent);
    void sent.then(() => {
      waiting.delete(sent);
      if (waiting.size === 0) this.#pending.delete(cell);
      if (this.#last.get(id) === sent) this.#last.delete(id);
    });
  }
}

class Handle implements DisplayHandle {
  readonly id: string;
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
