import { afterEach, beforeEach, expect, test } from "vitest";
import { type Output, TestChild } from "./run-child.ts";

let child: TestChild;

beforeEach(async () => {
  child = new TestChild();
  await child.ready;
});

afterEach(async () => {
  await child.end();
});

/** A comm message of the front end. */
function tell(
  kind: "comm_open" | "comm_msg" | "comm_close",
  content: object,
  { buffers = [], cell = 0 }: { buffers?: Uint8Array[]; cell?: number } = {},
): void {
  child.child.send({ type: "comm", kind, cell, metadata: { from: "front end" } }, [
    Buffer.from(JSON.stringify(content)),
    ...buffers,
  ]);
}

interface Told {
  kind: string;
  cell: number;
  content: Record<string, unknown>;
  buffers: Buffer[];
  metadata: Record<string, unknown> | undefined;
  comm: { id: string; target?: string } | undefined;
}

/** The comm messages that the child has sent. */
function told(): Told[] {
  return child.outputs.flatMap(({ message, parts }: Output) =>
    message.type === "publish" && message.messageType.startsWith("comm_")
      ? [
          {
            kind: message.messageType,
            cell: message.cell,
            content: JSON.parse(String(parts[0])),
            buffers: parts.slice(1),
            metadata: message.metadata,
            comm: message.comm,
          },
        ]
      : [],
  );
}

const heard = (count: number): Promise<void> => child.until(() => told().length >= count);

test("a cell opens a comm, sends, hears and closes, with buffers and metadata", async () => {
  await child.run(
    `var comm = Jupyter.openComm('t', { a: 1 }, { metadata: { m: 1 }, buffers: [new Uint16Array([1, 2]).subarray(1)] });
     comm.onMessage((data, buffers, metadata) => comm.send({ echo: data, from: metadata.from }, buffers));
     comm.onClose((data) => console.log('closed', data));`,
  );
  const [open] = told();
  const id = open?.comm?.id as string;
  expect(open).toMatchObject({
    kind: "comm_open",
    cell: 1,
    content: { comm_id: id, target_name: "t", data: { a: 1 } },
    buffers: [Buffer.from([2, 0])],
    metadata: { m: 1 },
    comm: { id, target: "t" },
  });
  tell("comm_msg", { comm_id: id, data: "hello" }, { buffers: [Uint8Array.of(7, 8)] });
  await heard(2);
  expect(told()[1]).toMatchObject({
    kind: "comm_msg",
    cell: 1,
    content: { comm_id: id, data: { echo: "hello", from: "front end" } },
    buffers: [Buffer.from([7, 8])],
  });
  tell("comm_close", { comm_id: id, data: "bye" });
  await child.until(() => child.text(1) === "closed bye\n");
  await child.run("comm.send('nobody hears this')");
  expect(told()).toHaveLength(2);
});

test("a front end opens a comm to a registered target; the cell closes it", async () => {
  await child.run(
    `Jupyter.registerTarget('t', (comm, data, { metadata, buffers }) => {
       comm.send({ data, from: metadata.from, bytes: buffers.length });
       comm.close({ done: true });
     })`,
  );
  tell("comm_open", { comm_id: "x", target_name: "t", data: 5 }, { buffers: [Uint8Array.of(1)] });
  await heard(2);
  expect(told().map(({ kind, content }) => ({ kind, content }))).toEqual([
    { kind: "comm_msg", content: { comm_id: "x", data: { data: 5, from: "front end", bytes: 1 } } },
    { kind: "comm_close", content: { comm_id: "x", data: { done: true } } },
  ]);
});

test("a comm to an unknown target is closed; messages to unknown comms are dropped", async () => {
  tell("comm_msg", { comm_id: "unknown", data: {} });
  tell("comm_close", { comm_id: "unknown", data: {} });
  tell("comm_open", { comm_id: "x", target_name: "nobody", data: {} });
  await heard(1);
  expect(told()).toMatchObject([{ kind: "comm_close", content: { comm_id: "x", data: {} } }]);
});

test("handlers run while a cell awaits, which may wait for them", async () => {
  const { cell, done } = child.start(
    `(async () => {
       const comm = Jupyter.openComm('slider');
       return await new Promise((resolve) => comm.onMessage(resolve));
     })()`,
  );
  await heard(1);
  tell("comm_msg", { comm_id: told()[0]?.comm?.id, data: 17 });
  await done;
  expect(child.published(cell, "execute_result")[0]?.data).toEqual({ "text/plain": "17" });
});

test("handlers are credited to the cell of the comm, or to the message's own", async () => {
  const opening = child.start(
    "var c = Jupyter.openComm('t'); c.onMessage(async () => { await new Promise((r) => setTimeout(r, 5)); console.log('heard'); });",
  );
  await opening.done;
  const id = told()[0]?.comm?.id;
  const other = child.start("1");
  await other.done;
  tell("comm_msg", { comm_id: id, data: {} });
  await child.until(() => child.text(opening.cell) === "heard\n");
  tell("comm_msg", { comm_id: id, data: {} }, { cell: other.cell });
  await child.until(() => child.text(other.cell) === "heard\n");
});

test("errors of handlers, at once or later, are shown in the cell", async () => {
  await child.run(
    "var c = Jupyter.openComm('t'); c.onMessage((data) => { if (data === 'now') throw new Error(data); }); c.onMessage(async (data) => { if (data === 'later') throw new Error(data); });",
  );
  const id = told()[0]?.comm?.id;
  tell("comm_msg", { comm_id: id, data: "now" });
  tell("comm_msg", { comm_id: id, data: "later" });
  await child.until(() => child.published(1, "error").length === 2);
  expect(child.published(1, "error").map(({ evalue }) => evalue)).toEqual(["now", "later"]);
});

test("jupyter.widget.control answers with the states of the open widgets, buffers and updates included", async () => {
  await child.run(
    `var model = { _model_name: 'M', _model_module: 'mod', _model_module_version: '*', value: 1, list: [null, 2] };
     var open = (state, extra = {}) => Jupyter.openComm('jupyter.widget', { state, buffer_paths: [], ...extra.data }, { metadata: { version: '2.1.0' }, buffers: extra.buffers ?? [] });
     var one = open(model, { data: { buffer_paths: [['image'], ['list', 0]] }, buffers: [Uint8Array.of(1, 2), Uint8Array.of(3)] });
     var two = open({ ...model, value: 2 });
     var gone = open(model); gone.close();
     one.send({ method: 'update', state: { value: 10 }, buffer_paths: [] });
     one.send({ method: 'custom', content: { value: 99 } });
     model.value = 'changed since';
     Jupyter.openComm('another');`,
  );
  const [first, second] = told().map(({ comm }) => comm?.id);
  tell("comm_msg", {
    comm_id: second,
    data: { method: "update", state: { value: 20 }, buffer_paths: [] },
  });
  tell("comm_open", { comm_id: "control", target_name: "jupyter.widget.control", data: {} });
  const before = told().length;
  tell("comm_msg", { comm_id: "control", data: { method: "request_states" } });
  await heard(before + 1);
  const answer = told().at(-1);
  const facts = { model_name: "M", model_module: "mod", model_module_version: "*" };
  const names = { _model_name: "M", _model_module: "mod", _model_module_version: "*" };
  expect(answer?.content).toEqual({
    comm_id: "control",
    data: {
      method: "update_states",
      states: {
        [first as string]: { ...facts, state: { ...names, value: 10, list: [null, 2] } },
        [second as string]: { ...facts, state: { ...names, value: 20, list: [null, 2] } },
      },
      buffer_paths: [
        [first, "state", "list", 0],
        [first, "state", "image"],
      ],
    },
  });
  expect(answer?.buffers).toEqual([Buffer.from([3]), Buffer.from([1, 2])]);
});
