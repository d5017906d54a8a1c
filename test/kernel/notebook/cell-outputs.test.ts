import { expect, test } from "vitest";
import { CellOutputs, type Displays } from "../../../kernel/notebook/cell-outputs.ts";
import type { CodeCell } from "../../../kernel/notebook/nbformat.ts";
import type { Json } from "../../../kernel/protocol/messages.ts";

const DATE = "2026-01-02T03:04:05.678Z";

function cell(): CodeCell {
  return {
    ...{ cell_type: "code", id: "c", metadata: {}, source: "" },
    ...{ execution_count: 9, outputs: [{ output_type: "stream", name: "stdout", text: "old" }] },
  };
}

/** A cell after these messages. */
function after(...messages: [type: string, content: Json][]): CodeCell {
  const one = cell();
  const outputs = new CellOutputs(one, new Map());
  for (const message of messages) receive(outputs, ...message);
  return one;
}

function receive(outputs: CellOutputs, msg_type: string, content: Json): void {
  outputs.receive({
    identities: [],
    header: { msg_id: "m", msg_type, session: "s", username: "u", date: DATE, version: "5.5" },
    parent_header: {},
    metadata: {},
    content,
    buffers: [],
  });
}

const stream = (name: string, text: string): [string, Json] => ["stream", { name, text }];
const shown = (text: string, id?: string): Json => ({
  data: { "text/plain": text },
  metadata: {},
  ...(id && { transient: { display_id: id } }),
});

test("consecutive streams of one name become one output, in order with the other", () => {
  const { outputs } = after(
    stream("stdout", "a\n"),
    stream("stdout", "b\n"),
    stream("stderr", "c\n"),
    stream("stdout", "d\n"),
  );
  expect(outputs).toEqual([
    { output_type: "stream", name: "stdout", text: "a\nb\n" },
    { output_type: "stream", name: "stderr", text: "c\n" },
    { output_type: "stream", name: "stdout", text: "d\n" },
  ]);
});

test("the count and the times of a run are kept with the cell", () => {
  const { execution_count, metadata, outputs } = after(
    ["status", { execution_state: "busy" }],
    ["execute_input", { code: "", execution_count: 4 }],
    ["execute_result", { ...shown("7"), execution_count: 4 }],
    ["status", { execution_state: "idle" }],
  );
  expect(execution_count).toBe(4);
  expect(outputs).toEqual([
    {
      ...{ output_type: "execute_result", execution_count: 4 },
      ...{ data: { "text/plain": "7" }, metadata: {} },
    },
  ]);
  expect(metadata.execution).toEqual({
    "iopub.status.busy": DATE,
    "iopub.execute_input": DATE,
    "iopub.status.idle": DATE,
  });
});

test("an update reaches every output with its display id, in every cell", () => {
  const displays: Displays = new Map();
  const [first, second] = [cell(), cell()];
  const one = new CellOutputs(first, displays);
  const two = new CellOutputs(second, displays);
  receive(one, "display_data", shown("first", "a"));
  receive(one, "display_data", shown("other", "b"));
  receive(two, "display_data", shown("again", "a"));
  expect(first.outputs).toMatchObject([{ data: { "text/plain": "again" } }, {}]);
  receive(two, "update_display_data", shown("new", "a"));
  expect(first.outputs).toMatchObject([
    { output_type: "display_data", data: { "text/plain": "new" } },
    { data: { "text/plain": "other" } },
  ]);
  expect(second.outputs).toMatchObject([{ data: { "text/plain": "new" } }]);
  expect(JSON.stringify([first, second])).not.toContain("transient");
});

test("clear_output empties the cell at once, or, told to wait, when the next output comes", () => {
  expect(after(stream("stdout", "a"), ["clear_output", { wait: false }]).outputs).toEqual([]);
  const waiting: [string, Json][] = [stream("stdout", "a"), ["clear_output", { wait: true }]];
  expect(after(...waiting).outputs).toMatchObject([{ text: "a" }]);
  expect(after(...waiting, stream("stdout", "b"), stream("stdout", "c")).outputs).toMatchObject([
    { text: "bc" },
  ]);
});

test("an error is kept with its traceback, and what a message lacks is made up for", () => {
  expect(after(["error", { ename: "E", evalue: "v", traceback: ["t"] }]).outputs).toEqual([
    { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
  ]);
  expect(after(["error", {}], ["display_data", {}]).outputs).toEqual([
    { output_type: "error", ename: "Error", evalue: "", traceback: [] },
    { output_type: "display_data", data: {}, metadata: {} },
  ]);
});
