import { expect, test } from "vitest";
import { Pull, Push } from "zeromq";
import { SendQueue } from "../../../kernel/server/send-queue.ts";

test("5,000 messages sent in one turn of the event loop all arrive, in order", async () => {
  const push = new Push({ sendHighWaterMark: 0, linger: 0 });
  const pull = new Pull({ receiveHighWaterMark: 0 });
  await push.bind("tcp://127.0.0.1:*");
  pull.connect(push.lastEndpoint ?? "");
  const queue = new SendQueue(push);
  for (let i = 0; i < 5000; i++) queue.push([Buffer.from(String(i))]);
  for (let i = 0; i < 5000; i++) expect(String((await pull.receive())[0])).toBe(String(i));
  await queue.drained();
  push.close();
  pull.close();
});

test("a message that cannot be sent does not hold up those behind it", async () => {
  const sent: string[] = [];
  const queue = new SendQueue({
    async send([frame]) {
      if (String(frame) === "bad") throw new Error("EHOSTUNREACH");
      sent.push(String(frame));
    },
  });
  for (const text of ["a", "bad", "b"]) queue.push([Buffer.from(text)]);
  await queue.drained();
  expect(sent).toEqual(["a", "b"]);
});
