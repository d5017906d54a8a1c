import { expect, test, vi } from "vitest";
import { StreamBatches, type StreamName } from "../../../kernel/server/streams.ts";

interface Published {
  cell: number;
  name: StreamName;
  text: string;
}

function collect(): { batches: StreamBatches; published: Published[] } {
  const published: Published[] = [];
  return { batches: new StreamBatches((run) => published.push({ ...run })), published };
}

test("text of one stream goes into one message, in order", () => {
  const { batches, published } = collect();
  for (let i = 0; i < 100; i++) batches.push(1, "stdout", `${i}\n`);
  expect(published).toEqual([]);
  batches.flush();
  expect(published).toHaveLength(1);
  expect(published[0]?.text.split("\n")).toHaveLength(101);
});

test("stdout and stderr keep their order, and each cell its own text", () => {
  const { batches, published } = collect();
  batches.push(1, "stdout", "a");
  batches.push(1, "stderr", "b");
  batches.push(1, "stdout", "c");
  batches.push(2, "stdout", "d");
  batches.flush();
  expect(published.map(({ cell, name, text }) => `${cell} ${name} ${text}`)).toEqual([
    "1 stdout a",
    "1 stderr b",
    "1 stdout c",
    "2 stdout d",
  ]);
});

test("lines keep their order in hundreds of changes between the streams, and in floods the number of messages is held down", () => {
  const { batches, published } = collect();
  const change = () => {
    for (let i = 0; i < 400; i++) batches.push(1, i % 2 === 0 ? "stdout" : "stderr", `${i}\n`);
    batches.flush();
  };
  change();
  expect(published.map(({ text }) => Number(text))).toEqual(
    Array.from({ length: 400 }, (_, i) => i),
  );
  for (let i = 0; i < 5; i++) change();
  expect(published.length).toBeLessThan(1000);
  const lines = published.flatMap(({ text }) => text.trim().split("\n"));
  expect(lines).toHaveLength(6 * 400);
});

test("a flood that changes streams with each line becomes one message for each stream", () => {
  const { batches, published } = collect();
  for (let i = 0; i < 1000; i++) batches.push(1, i % 2 === 0 ? "stdout" : "stderr", `${i}\n`);
  batches.flush();
  expect(published).toHaveLength(2);
  const lines = published.flatMap(({ text }) => text.trim().split("\n").map(Number));
  expect(lines.sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
});

test("64 KB are sent without waiting, less than that after 50 ms at most", () => {
  vi.useFakeTimers();
  try {
    const { batches, published } = collect();
    batches.push(1, "stdout", "x".repeat(64 * 1024));
    expect(published).toHaveLength(1);
    batches.push(1, "stdout", "y");
    expect(published).toHaveLength(1);
    vi.advanceTimersByTime(50);
    expect(published).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});

test("empty text makes no message", () => {
  const { batches, published } = collect();
  batches.push(1, "stdout", "");
  batches.flush();
  expect(published).toEqual([]);
});
