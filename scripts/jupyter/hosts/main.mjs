// Runs the tests of tests.mjs on kernels of the bench, which are fetched once into out/peers; one that cannot be fetched is skipped.

import { KernelClient } from "../../../dist/kernel/client/kernel-client.js";
import { runTests } from "../browser/chromium.mjs";
import { root } from "../venv.mjs";
import { tests } from "./tests.mjs";

const PATIENCE = 60_000; // milliseconds; a kernel that does not answer is a failed test

export async function hostTests(env, only) {
  const { findKernel } = await import("../../../dist/bench/kernel/peers.js");
  const names = Object.keys(tests).filter((name) => !only || name.includes(only));
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of names) {
    const peer = name.split(" ")[0].toLowerCase();
    const found = findKernel(peer);
    if ("reason" in found) {
      console.log(`skip ${name}: ${found.reason}`);
      total.skipped++;
      continue;
    }
    const counts = await runTests(tests, [name], {
      open: async () => {
        const clients = [];
        return { clients, start: () => started(found, env, clients) };
      },
      close: ({ clients }) => Promise.all(clients.map((client) => client.shutdown())),
      screenshot: async () => {},
    });
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
  return total;
}

async function started({ argv, cwd = root, env: own }, env, clients) {
  const client = await KernelClient.start({ argv, cwd, env: { ...env, ...own } });
  clients.push(client);
  return {
    /** Runs a cell, which must succeed: the MIME bundles of richer outputs, and what it printed. */
    async run(code) {
      const request = client.execute(code);
      const tooLong = new Promise((_, reject) => {
        setTimeout(() => reject(new Error(`no end of ${code}`)), PATIENCE).unref();
      });
      const { reply, published } = await Promise.race([request.outcome, tooLong]);
      const said = published.map(({ header, content }) => ({ type: header.msg_type, content }));
      const printed = (stream) =>
        said
          .filter(({ type, content }) => type === "stream" && content.name === stream)
          .map(({ content }) => content.text)
          .join("");
      if (reply.content.status !== "ok") {
        throw new Error(`${code}: ${JSON.stringify(reply.content)}\n${printed("stderr")}`);
      }
      const bundles = said
        .filter(({ type }) => type === "display_data" || type === "execute_result")
        .map(({ content }) => content.data);
      return { bundles, stdout: printed("stdout"), stderr: printed("stderr") };
    },
  };
}
