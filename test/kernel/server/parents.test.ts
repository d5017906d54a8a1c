import { expect, test } from "vitest";
import { Session } from "../../../kernel/protocol/header.ts";
import { Parents } from "../../../kernel/server/parents.ts";

const session = new Session("tester");

test("each cell and each comm message has its own header; what is unknown belongs to the latest cell", () => {
  const parents = new Parents();
  expect(parents.of(1)).toEqual({});
  const [first, comm, second] = ["execute_request", "comm_msg", "execute_request"].map((type) =>
    session.header(type),
  );
  if (!first || !comm || !second) throw new Error("unreachable");
  const cell = parents.addCell(first);
  const message = parents.addComm(comm);
  expect(parents.of(0)).toBe(first);
  const next = parents.addCell(second);
  expect(parents.of(cell)).toBe(first);
  expect(parents.of(message)).toBe(comm);
  expect(parents.of(0)).toBe(second);
  expect(parents.latestCell).toBe(next);
});

test("the oldest headers are forgotten, the latest cell's is not", () => {
  const parents = new Parents();
  const header = session.header("execute_request");
  const first = parents.addCell(session.header("execute_request"));
  for (let i = 0; i < 20_000; i++) parents.addCell(header);
  expect(parents.of(first)).toBe(header);
});
