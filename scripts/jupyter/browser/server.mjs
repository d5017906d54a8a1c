// A JupyterLab server of the tests' own: a free port of 127.0.0.1, a token, a folder, and nothing fetched.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { inVenv } from "../venv.mjs";

const START = 120_000; // milliseconds; the first start compiles Python files

export async function startServer(folder, env) {
  const port = await freePort();
  const token = randomBytes(16).toString("hex");
  const url = `http://127.0.0.1:${port}`;
  let log = "";
  const server = spawn(
    inVenv("jupyter-lab"),
    [
      "--no-browser",
      "--expose-app-in-browser",
      "--ServerApp.ip=127.0.0.1",
      `--ServerApp.port=${port}`,
      "--ServerApp.port_retries=0",
      `--ServerApp.root_dir=${folder}`,
      `--IdentityProvider.token=${token}`,
      "--LabApp.news_url=None",
      "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
      "--LabApp.extension_manager=readonly",
      ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
    ],
    { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] },
  );
  server.stderr.setEncoding("utf8").on("data", (text) => {
    log += text;
  });
  const ended = once(server, "exit");

  const deadline = Date.now() + START;
  while (!(await answers(`${url}/api/status?token=${token}`))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill();
      throw new Error(`JupyterLab did not start:\n${log}`);
    }
    await wait(200);
  }
  await answers(`${url}/api/kernelspecs?token=${token}`); // slow at first; a page that waits for it asks for a kernel
  return {
    env,
    address: (path) => `${url}/${path}${path.includes("?") ? "&" : "?"}token=${token}`,
    log: () => log,
    /** Ends the server, which ends its kernels. */
    async stop() {
      server.kill("SIGTERM");
      const killer = setTimeout(() => server.kill("SIGKILL"), 20_000);
      await ended;
      clearTimeout(killer);
    },
  };
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}
