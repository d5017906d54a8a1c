/**
 * Answers a front end that asks for the states of all widgets, as JupyterLab does when a notebook is opened
 * on a kernel that runs already.
 *
 * Source: ipywidgets `packages/schema/messages.md`, "Jupyter widgets control comm", version 1.0.0.
 *
 * @module
 */

import type { Comm } from "./display/api.ts";
import { $Array, $JSON, $Map, $Object, $Uint8Array } from "./intrinsics.ts";

type State = Record<string, unknown>;
/** What passes through a comm. */
interface CommData {
  data: unknown;
  buffers: Uint8Array[];
}

type Path = Array<string | number>;

export class WidgetStates {
  /** The last known state of each open `jupyter.widget` comm, its buffers in their places. */
  readonly #states = new $Map<string, State>();

  /** Hears what passes through the comms of the target `jupyter.widget`. */
  note(
    id: string,
    kind: "comm_open" | "comm_msg" | "comm_close",
    { data, buffers }: CommData,
  ): void {
    if (kind === "comm_close") {
      this.#states.delete(id);
      return;
    }
    const message = data as { method?: unknown; state?: State; buffer_paths?: Path[] } | null;
    const known = kind === "comm_open" ? {} : this.#states.get(id);
    if (known === undefined || typeof message?.state !== "object" || message.state === null) return;
    if (kind === "comm_msg" && message.method !== "update") return;
    // As JSON it is a copy, which the widget's owner does not change.
    const state: State = $JSON.parse($JSON.stringify(message.state));
    const paths = message.buffer_paths ?? [];
    for (let i = 0; i < paths.length; i++) put(state, paths[i] ?? [], buffers[i]);
    this.#states.set(id, $Object.assign(known, state));
  }

  /** Serves a comm that a front end opened to `jupyter.widget.control`. */
  answer(comm: Comm): void {
    comm.onMessage((data) => {
      if ((data as { method?: unknown } | null)?.method !== "request_states") return;
      const buffer_paths: Path[] = [];
      const buffers: Uint8Array[] = [];
      const states: Record<string, unknown> = {};
      for (const [id, state] of this.#states) {
        states[id] = {
          model_name: state._model_name,
          model_module: state._model_module,
          model_module_version: state._model_module_version,
          state: withoutBuffers(state, [id, "state"], (path, bytes) => {
            buffer_paths.push(path);
            buffers.push(bytes);
          }),
        };
      }
      comm.send({ method: "update_states", states, buffer_paths }, buffers);
    });
  }
}

/** Puts a buffer where its path says; where there is no such place, nowhere. */
function put(state: State, path: Path, bytes: Uint8Array | undefined): void {
  let place: unknown = state;
  for (const key of path.slice(0, -1)) place = (place as State | undefined)?.[key];
  const last = path.at(-1);
  if (typeof place === "object" && place !== null && last !== undefined) {
    (place as State)[last] = bytes;
  }
}

/** A copy for JSON: buffers are taken out, of lists by a null in their place. */
function withoutBuffers(
  value: unknown,
  path: Path,
  take: (path: Path, bytes: Uint8Array) => void,
): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ($Array.isArray(value)) {
    return value.map((item, index) => {
      if (!(item instanceof $Uint8Array)) return withoutBuffers(item, [...path, index], take);
      take([...path, index], item);
      return null;
    });
  }
  const entries: Array<[key: string, value: unknown]> = [];
  for (const [key, item] of $Object.entries(value)) {
    if (item instanceof $Uint8Array) take([...path, key], item);
    else entries.push([key, withoutBuffers(item, [...path, key], take)]);
  }
  return $Object.fromEntries(entries);
}
