import { afterAll, beforeAll, expect, test } from "vitest";
import { readHelpRequest } from "../../../kernel/server/help.ts";
import { run, startKernel, type TestKernel } from "../start-kernel.ts";

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await startKernel();
});
afterAll(() => kernel?.close());

test("a name with a question mark on either side is a request for help, two ask for more", () => {
  expect(readHelpRequest("Math.abs?")).toEqual({ name: "Math.abs", detailLevel: 0 });
  expect(readHelpRequest(" ?größe \n")).toEqual({ name: "größe", detailLevel: 0 });
  expect(readHelpRequest("a.b??")).toEqual({ name: "a.b", detailLevel: 1 });
});

test.each([
  "a",
  "a ? b : c",
  "a?.b",
  "a ?? b",
  "f()?",
  "?",
  "type A<T> = T extends 1 ? 2 : 3",
  "1?",
])("%j is an ordinary cell", (code) => {
  expect(readHelpRequest(code)).toBeUndefined();
});

test("help is a pager payload with the signature of a name of an earlier cell", async () => {
  await run(kernel.client, "/** Twice as much. */ function twice(n: number) { return 2 * n; }");
  const { reply, kinds } = await run(kernel.client, "twice?");
  expect(reply.status).toBe("ok");
  const [payload] = reply.payload as [{ source: string; data: Record<string, string> }];
  expect(payload.source).toBe("page");
  expect(payload.data["text/plain"]).toContain("twice(n: number): number");
  expect(payload.data["text/plain"]).toContain("Twice as much.");
  expect(kinds).toEqual(["status busy", "execute_input", "status idle"]);
});

test("help on a name that nobody knows says so", async () => {
  const { reply } = await run(kernel.client, "nobodyKnows?");
  expect(JSON.stringify(reply.payload)).toContain("nothing is known of nobodyKnows");
});
