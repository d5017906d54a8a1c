import { afterAll, beforeAll, expect, test } from "vitest";
import { ran, run, startKernel, type TestKernel } from "../start-kernel.ts";

const WRONG = "const width: number = 'three'; console.log('ran')";

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await startKernel();
});
afterAll(() => kernel?.close());

test("a cell that does not type-check runs, and its errors are shown below it", async () => {
  const request = kernel.client.execute(
    WRONG,
    {},
    { metadata: { cladescope: { waitForChecks: true } } },
  );
  const { reply, stdout, stderr } = await ran(request);
  expect(reply.status).toBe("ok");
  expect(stdout).toBe("ran\n");
  expect(stderr).toContain("not assignable to type 'number'");
});

test("without waiting for them, diagnostics still come with the cell as their parent", async () => {
  const texts: string[] = [];
  const told = new Promise<void>((resolve) => {
    kernel.client.onMessage(({ header, parent_header: parent, content }) => {
      if (header.msg_type !== "stream" || content.name !== "stderr") return;
      texts.push(`${parent.msg_id} ${content.text}`);
      resolve();
    });
  });
  const request = kernel.client.execute("const height: string = 4");
  await request.outcome;
  await told;
  expect(texts.join("")).toContain(request.id);
  expect(texts.join("")).toContain("not assignable to type 'string'");
});

test("in mode error the cell does not run", async () => {
  const strict = await startKernel({ env: { CLADESCOPE_TYPECHECK: "error" } });
  const { reply, of, stdout } = await run(strict.client, WRONG);
  expect(reply).toMatchObject({
    status: "error",
    ename: "TypeScriptError",
    evalue: expect.stringContaining("not assignable"),
  });
  expect(of("error")).toHaveLength(1);
  expect(stdout).toBe("");
  expect((await run(strict.client, "const width: number = 3; width")).reply.status).toBe("ok");
  await strict.close();
});

test("in mode off nothing is said", async () => {
  const lax = await startKernel({ env: { CLADESCOPE_TYPECHECK: "off" } });
  const request = lax.client.execute(
    WRONG,
    {},
    { metadata: { cladescope: { waitForChecks: true } } },
  );
  const { stdout, stderr } = await ran(request);
  expect(stdout).toBe("ran\n");
  expect(stderr).toBe("");
  await lax.close();
});
