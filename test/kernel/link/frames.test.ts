import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeFrame, FrameError, FrameReader } from "../../../kernel/link/frames.ts";

interface Frame {
  header: unknown;
  parts: Buffer[];
}

/** Reads `bytes` in chunks that end at the given places. */
function read(bytes: Buffer, cuts: readonly number[] = []): Frame[] {
  const frames: Frame[] = [];
  const reader = new FrameReader<unknown>((header, parts) => frames.push({ header, parts }));
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  places.sort((a, b) => a - b);
  for (let i = 1; i < places.length; i++) reader.push(bytes.subarray(places[i - 1], places[i]));
  return frames;
}

test("frames come out as they went in, wherever the stream is cut", () => {
  const frame = fc.record({
    header: fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
    parts: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), fc.array(fc.nat(5000)), (frames, cuts) => {
      const bytes = Buffer.concat(frames.map(({ header, parts }) => encodeFrame(header, parts)));
      expect(read(bytes, cuts)).toEqual(
        frames.map(({ header, parts }) => ({
          header: JSON.parse(JSON.stringify(header)),
          parts: parts.map((part) => Buffer.from(part)),
        })),
      );
    }),
    { seed: 4 },
  );
});

test("a frame of several megabytes is put together from small chunks", () => {
  const part = new Uint8Array(3_000_000).fill(7);
  const bytes = encodeFrame({ type: "x" }, [part, new Uint8Array(0)]);
  const cuts = Array.from({ length: 300 }, (_, i) => i * 9999);
  const [frame] = read(bytes, cuts);
  expect(frame?.parts[0]?.equals(part)).toBe(true);
  expect(frame?.parts[1]).toHaveLength(0);
});

test("bytes that are no frame are refused as soon as the first twelve are there", () => {
  const reader = new FrameReader<unknown>(() => expect.unreachable());
  reader.push(Buffer.from("printed by"));
  expect(() => reader.push(Buffer.from(" an addon\n"))).toThrow(FrameError);
});

test("any bytes at all either wait for more or are refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 100 }), (bytes) => {
      const reader = new FrameReader<unknown>(() => {});
      expect(() => reader.push(bytes)).toThrow(FrameError);
      const frame = encodeFrame({ a: [1, 2, 3] }, [bytes]);
      const spoilt = Buffer.from(frame);
      const place = (bytes[0] ?? 0) % frame.length;
      spoilt[place] = (spoilt[place] ?? 0) ^ (1 << ((bytes[1] ?? 0) % 8));
      try {
        new FrameReader<unknown>(() => {}).push(spoilt);
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
      }
    }),
    { seed: 4 },
  );
});

test("lengths beyond the limits are refused before anything is allocated", () => {
  const huge = encodeFrame({});
  huge.writeUInt32LE(0xffffffff, 4);
  expect(() => new FrameReader(() => {}).push(huge)).toThrow(/larger than/);
  const many = encodeFrame({});
  many.writeUInt32LE(0xffffffff, 8);
  expect(() => new FrameReader(() => {}).push(many)).toThrow(/no frame/);
});

test("a header that is not JSON is refused", () => {
  const frame = encodeFrame({ a: 1 });
  frame[frame.length - 1] = 0x5b;
  expect(() => new FrameReader(() => {}).push(frame)).toThrow(/not JSON/);
});

test("a message of too many parts is refused by the writer", () => {
  const parts = Array.from({ length: (1 << 16) + 1 }, () => new Uint8Array(0));
  expect(() => encodeFrame({}, parts)).toThrow(/too large/);
});
