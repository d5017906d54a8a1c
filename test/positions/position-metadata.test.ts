import { expect, test } from "vitest";
import { positionKindOf, positionsText } from "../../src/positions/position-metadata.ts";

test("how positional maps were made goes into a line of metadata and comes back", () => {
  for (const unit of ["component", "class", "instance"] as const) {
    for (const normalise of [true, false]) {
      const metadata = new Map([["positions", positionsText({ unit, normalise })]]);
      expect(positionKindOf(metadata, "net_G.safetensors")).toEqual({ unit, normalise });
    }
  }
});

test("a file without the line has the released maps, and another line is refused", () => {
  expect(positionKindOf(new Map(), "a.pth")).toEqual({ unit: "component", normalise: true });
  expect(() => positionKindOf(new Map([["positions", "by moonlight"]]), "a.safetensors")).toThrow(
    /a\.safetensors: the metadata names no known positional maps\n {2}expected {2}positions: component, class, instance/,
  );
});
