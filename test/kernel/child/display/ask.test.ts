import { expect, test } from "vitest";
import { makeConfirm, makePrompt } from "../../../../kernel/child/display/ask.ts";
import { RecordingHost } from "./recording-host.ts";

function answering(...answers: string[]): RecordingHost {
  const host = new RecordingHost();
  host.answers = answers;
  return host;
}

test("prompt() returns the line, and its default for an empty one", () => {
  const host = answering("Ada", "", "");
  const prompt = makePrompt(host);
  expect(prompt("Name?")).toBe("Ada");
  expect(prompt("Name?", "Grace")).toBe("Grace");
  expect(prompt()).toBe("");
  expect(host.asked.map(({ prompt }) => prompt)).toEqual(["Name? ", "Name? [Grace] ", ""]);
});

test("prompt.password() asks for what is not shown", () => {
  const host = answering("secret");
  expect(makePrompt(host).password("Key: ")).toBe("secret");
  expect(host.asked).toEqual([{ prompt: "Key: ", password: true }]);
});

test("confirm() is true for y and yes alone", () => {
  const host = answering("y", " YES ", "", "n", "yep");
  const confirm = makeConfirm(host);
  expect([1, 2, 3, 4, 5].map(() => confirm("Go on?"))).toEqual([true, true, false, false, false]);
  expect(host.asked[0]?.prompt).toBe("Go on? [y/N] ");
});
