import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeMessage, encodeMessage } from "../../../kernel/protocol/frames.ts";
import { Session } from "../../../kernel/protocol/header.ts";
import { createSigner } from "../../../kernel/protocol/signature.ts";

const signer = createSigner("secret", "sha256");
const session = new Session("tester");
const header = session.header("execute_request");

function frames(): Uint8Array[] {
  return encodeMessage({ header, parent_header: {}, content: { code: "1" } }, signer);
}

test("a message comes back as it was sent, with identities, parent, metadata and buffers", () => {
  const sent = {
    identities: [new Uint8Array([0, 1, 2])],
    header,
    parent_header: session.header("kernel_info_request"),
    metadata: { tags: ["a"] },
    content: { code: "'ünïcödé 👍'" },
    buffers: [new Uint8Array([255, 0]), new Uint8Array(0)],
  };
  expect(decodeMessage(encodeMessage(sent, signer), signer)).toEqual({ message: sent });
});

test("content given as JSON bytes is signed and sent as it is", () => {
  const content = Buffer.from('{"data": {"text/plain":  "1"}}');
  const sent = encodeMessage({ header, parent_header: {}, content }, signer);
  expect(sent).toContain(content);
  expect(decodeMessage(sent, signer)).toMatchObject({
    message: { content: { data: { "text/plain": "1" } } },
  });
});

test("the signature is the HMAC that jupyter_client computes", () => {
  // python: hmac.new(b"secret", b"{}{}{}{}", "sha256").hexdigest()
  const empty = Buffer.from("{}");
  expect(Buffer.from(signer.sign([empty, empty, empty, empty])).toString()).toBe(
    "34982f0bfec60e7b933ffde06c1ecab0fba073717a95ab943d1dd06f82c2d5e4",
  );
});

test("a wrong signature, a wrong key and a missing signature are told from the message", () => {
  const wrong = frames();
  wrong[1] = Buffer.from("0".repeat(64));
  expect(decodeMessage(wrong, signer)).toEqual({ drop: "wrong signature" });
  expect(decodeMessage(frames(), createSigner("other", "sha256"))).toEqual({
    drop: "wrong signature",
  });
  wrong[1] = new Uint8Array(0);
  expect(decodeMessage(wrong, signer)).toEqual({ drop: "wrong signature" });
});

test("with an empty key nothing is signed and any signature is accepted", () => {
  const open = createSigner("", "sha256");
  const sent = encodeMessage({ header, parent_header: {}, content: {} }, open);
  expect(sent[1]).toHaveLength(0);
  expect(decodeMessage(sent, open)).toHaveProperty("message");
  expect(decodeMessage(frames(), open)).toHaveProperty("message");
});

test("frames without delimiter, cut off, not JSON or without a header are dropped with a reason", () => {
  const signed = (...parts: string[]): Uint8Array[] => {
    const bytes = parts.map((part) => Buffer.from(part));
    return [Buffer.from("<IDS|MSG>"), signer.sign(bytes), ...bytes];
  };
  const json = JSON.stringify(header);
  expect(decodeMessage([], signer)).toEqual({ drop: "no delimiter" });
  expect(decodeMessage([Buffer.from("hello")], signer)).toEqual({ drop: "no delimiter" });
  expect(decodeMessage(signed(json, "{}", "{}"), signer)).toEqual({ drop: "truncated" });
  expect(decodeMessage(signed(json, "{}", "{}", "{"), signer)).toEqual({ drop: "not JSON" });
  expect(decodeMessage(signed("{}", "{}", "{}", "{}"), signer)).toEqual({ drop: "not a message" });
  expect(decodeMessage(signed(json, "{}", "{}", "[]"), signer)).toEqual({ drop: "not a message" });
  expect(decodeMessage(signed(json, "{}", "null", "{}"), signer)).toEqual({
    drop: "not a message",
  });
});

test("bytes that are not UTF-8 are not JSON", () => {
  const bytes = [Buffer.from(JSON.stringify(header)), Buffer.from("{}"), Buffer.from("{}")];
  const content = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]); // {"\xff":1}
  const all = [...bytes, content];
  expect(decodeMessage([Buffer.from("<IDS|MSG>"), signer.sign(all), ...all], signer)).toEqual({
    drop: "not JSON",
  });
});

test("no sequence of frames makes decodeMessage throw", () => {
  const open = createSigner("", "sha256");
  const frame = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.json().map((text) => new Uint8Array(Buffer.from(text))),
    fc.constantFrom(...frames()),
  );
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), (sequence) => {
      for (const by of [signer, open]) {
        expect(Object.keys(decodeMessage(sequence, by))).toHaveLength(1);
      }
    }),
    { seed: 4, numRuns: 500 },
  );
});
