import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { KernelClient } from "../../../kernel/client/kernel-client.ts";
import { ownKernelArgv } from "../../../kernel/client/own-kernel.ts";
import { run, startKernel } from "../start-kernel.ts";

test("what was run is found again, also by the next kernel; what was not stored is not", async () => {
  const first = await startKernel();
  await run(first.client, "const a = 1");
  await run(first.client, "const hidden = 2", { store_history: false });
  await run(first.client, "const silent = 3", { silent: true });
  await run(first.client, "throw new Error('kept as well')");
  const path = join(first.folder, "history.jsonl");
  expect(statSync(path).mode & 0o777).toBe(0o600);

  const second = await KernelClient.start({
    argv: ownKernelArgv(),
    env: { CLADESCOPE_HISTORY: path },
  });
  await run(second, "const b = 4");
  const ask = async (content: object) =>
    (await second.request("history_request", { output: false, raw: true, ...content }).reply)
      .content;
  expect(await ask({ hist_access_type: "tail", n: 2 })).toEqual({
    status: "ok",
    history: [
      [1, 2, "throw new Error('kept as well')"],
      [2, 1, "const b = 4"],
    ],
  });
  expect(
    (await ask({ hist_access_type: "range", session: -1, start: 1, stop: 2 })).history,
  ).toEqual([[1, 1, "const a = 1"]]);
  expect((await ask({ hist_access_type: "search", pattern: "const*" })).history).toHaveLength(2);
  expect((await ask({ hist_access_type: "tail", n: 1, output: true })).history).toEqual([
    [2, 1, ["const b = 4", null]],
  ]);
  await second.shutdown();
  await first.close();
});
