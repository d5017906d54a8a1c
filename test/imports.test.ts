/**
 * The rule that imports flow one way (docs/architecture.md), as biome.json has it: wrong imports in a copy of the
 * layout must fail the linter, right ones pass.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const biome = join(root, "node_modules/@biomejs/biome/bin/biome");

/** From a file to what it may not import. */
const wrong: readonly (readonly [file: string, imported: string])[] = [
  ["src/errors.ts", "./labels/label-map.ts"],
  ["src/errors.ts", "./index.ts"],
  ["src/errors.ts", "@tensorflow/tfjs-core"],
  ["src/checkpoint/x.ts", "../labels/label-map.ts"],
  ["src/checkpoint/x.ts", "@tensorflow/tfjs-core"],
  ["src/labels/x.ts", "../checkpoint/npy.ts"],
  ["src/labels/x.ts", "../positions/positional-map.ts"],
  ["src/labels/deeper/x.ts", "../../index.ts"],
  ["src/positions/x.ts", "../modulation/conditions.ts"],
  ["src/modulation/x.ts", "../models/detect.ts"],
  ["src/modulation/x.ts", "@tensorflow/tfjs-core"],
  ["src/models/x.ts", "../engines/check-conditions.ts"],
  ["src/models/x.ts", "../cli/main.ts"],
  ["src/engines/tfjs/x.ts", "../../cli/main.ts"],
  ["src/cli/x.ts", "@tensorflow/tfjs-core"],
  ["src/cli/report/x.ts", "@tensorflow/tfjs-backend-wasm"],
  ["src/index.ts", "@tensorflow/tfjs-core"],
  ["src/labels/x.ts", "../../kernel/index.ts"],
  ["src/engines/tfjs/x.ts", "../../../kernel/client/client.ts"],
  ["src/cli/x.ts", "../../kernel/server/queue.ts"],
  ["src/index.ts", "../kernel/main.ts"],
  ["kernel/x.ts", "../src/index.ts"],
  ["kernel/child/x.ts", "../../src/labels/label-map.ts"],
  ["kernel/child/x.ts", "../server/queue.ts"],
  ["kernel/server/x.ts", "../child/main.ts"],
  ["kernel/server/x.ts", "../language/worker.ts"],
  ["kernel/language/x.ts", "../server/queue.ts"],
  ["kernel/client/x.ts", "../server/queue.ts"],
  ["kernel/notebook/x.ts", "../server/queue.ts"],
  ["kernel/protocol/x.ts", "../client/client.ts"],
  ["kernel/link/x.ts", "../child/main.ts"],
];

const right: readonly (readonly [file: string, imported: string])[] = [
  ["src/labels/x.ts", "../errors.ts"],
  ["src/labels/x.ts", "./label-map.ts"],
  ["src/positions/x.ts", "../labels/label-map.ts"],
  ["src/models/x.ts", "../modulation/conditions.ts"],
  ["src/engines/tfjs/x.ts", "@tensorflow/tfjs-core"],
  ["src/cli/x.ts", "../engines/check-conditions.ts"],
  ["src/index.ts", "./labels/label-map.ts"],
  ["src/cli/x.ts", "../../kernel/index.ts"],
  ["kernel/server/x.ts", "../language/messages.ts"],
  ["kernel/server/x.ts", "../link/messages.ts"],
  ["kernel/child/x.ts", "../link/messages.ts"],
  ["kernel/client/x.ts", "../protocol/messages.ts"],
  ["kernel/notebook/x.ts", "../client/client.ts"],
];

const folder = mkdtempSync(join(tmpdir(), "cladescope-imports-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Which of the imports the linter complains of. */
function complaints(imports: readonly (readonly [string, string])[]): Set<string> {
  const copy = mkdtempSync(join(folder, "copy-"));
  const config = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  const vcs = { enabled: false }; // the copy is no git checkout
  writeFileSync(join(copy, "biome.json"), JSON.stringify({ ...config, vcs }));
  const files = new Map<string, string[]>();
  for (const [file, imported] of imports) {
    files.set(file, [...(files.get(file) ?? []), imported]);
  }
  for (const [file, specifiers] of files) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    const lines = specifiers.map((specifier) => `import "${specifier}";\n`);
    writeFileSync(join(copy, file), lines.join(""));
  }
  const found = new Set<string>();
  for (const { location } of lint(copy)) {
    const specifier = files.get(location.path)?.[location.start.line - 1];
    found.add(`${location.path} → ${specifier}`);
  }
  return found;
}

interface Diagnostic {
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

function lint(copy: string): readonly Diagnostic[] {
  const { stdout } = spawnSync(
    process.execPath,
    [
      biome,
      "lint",
      "--only=style/noRestrictedImports",
      "--reporter=json",
      "--max-diagnostics=none",
    ],
    { cwd: copy, encoding: "utf8" },
  );
  return JSON.parse(stdout).diagnostics;
}

const told = complaints([...wrong, ...right]);

describe("the linter refuses", () => {
  test.each(wrong)("in %s the import of %s", (file, imported) => {
    expect(told).toContain(`${file} → ${imported}`);
  });
});

describe("the linter accepts", () => {
  test.each(right)("in %s the import of %s", (file, imported) => {
    expect(told).not.toContain(`${file} → ${imported}`);
  });
});
