import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, run, startKernel, type TestKernel } from "./start-kernel.ts";

let kernel: TestKernel;

beforeAll(async () => {
  kernel = await startKernel({
    files: (folder) => {
      mkdirSync(join(folder, "src"));
      const config = { compilerOptions: { paths: { "@/*": ["./src/*"] } } };
      write(folder, "tsconfig.json", JSON.stringify(config));
      write(
        folder,
        "src/colours.ts",
        "export enum Colour { Red, Green }\nexport interface Shade {}",
      );
      write(
        folder,
        "fails.ts",
        "interface A {}\n\nexport function fail(a: A): never {\n  throw new Error('on line four');\n}",
      );
      write(folder, "bad.ts", "const fine = 1;\nexport const = 2;");
      write(
        folder,
        "loops.ts",
        "import { writeFileSync } from 'node:fs';\nwriteFileSync(new URL('./started', import.meta.url), '');\nwhile (true);\nexport const done = true;",
      );
    },
  });
});
afterAll(() => kernel.close());

function write(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

test("cells import local TypeScript, packages of the kernel and tslab, as types and as values", async () => {
  const { reply, of } = await run(
    kernel.client,
    `import { Colour, Shade } from "@/colours";
     import * as tslab from "tslab";
     import * as tf from "@tensorflow/tfjs-core";
     import { version } from "cladescope/package.json";
     import { readFileSync } from "node:fs";
     const shade: Shade = {};
     [Colour.Green, typeof tslab.display.html, typeof tf.tensor, typeof version, typeof readFileSync, Colour[(await import("@/colours")).Colour.Green]].join()`,
  );
  expect(reply.status).toBe("ok");
  const [result] = of("execute_result") as Array<{ data: Record<string, string> }>;
  expect(result?.data["text/plain"]).toContain("1,function,function,string,function,Green");
});

test("errors of local modules point at their TypeScript", async () => {
  const { reply } = await run(kernel.client, `import { fail } from "./fails"; fail({});`);
  expect(reply.ename).toBe("Error");
  const traceback = (reply.traceback as string[]).join("\n");
  expect(traceback).toMatch(/fails\.ts:4:9/);
  const bad = await run(kernel.client, `await import("./bad")`);
  expect(bad.reply.ename).toBe("SyntaxError");
  expect(bad.reply.evalue).toContain("bad.ts:2");
});

test("a module that loops while it is loaded can be interrupted, and imported afterwards", async () => {
  const request = kernel.client.execute(`import { done } from "./loops";`);
  const started = join(kernel.folder, "started");
  await eventually(() => existsSync(started), Boolean);
  await kernel.client.interrupt();
  const { reply } = await request.outcome;
  expect(reply.content.status).toBe("error");
  write(kernel.folder, "loops.ts", "export const done: boolean = true;");
  const again = await eventually(
    () => run(kernel.client, `import { done } from "./loops"; done`),
    ({ reply }) => reply.status === "ok",
  );
  expect(again.kinds).toContain("execute_result");
});
