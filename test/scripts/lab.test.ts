import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../kernel/notebook/support.ts";

const SCRIPTS = fileURLToPath(new URL("../../scripts/jupyter/", import.meta.url));

/** The script in a folder whose `.venv` holds a JupyterLab that writes its process id and waits. */
function makeRoot(): string {
  const root = temporaryFolder();
  for (const name of ["lab.mjs", "venv.mjs", "requirements.txt"]) {
    cpSync(join(SCRIPTS, name), join(root, "scripts", "jupyter", name));
  }
  for (const folder of [".venv/bin", "dist/src/cli"]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  const requirements = readFileSync(join(SCRIPTS, "requirements.txt"));
  const wanted = createHash("sha256").update(requirements).digest("hex");
  writeFileSync(join(root, ".venv/requirements.sha256"), wanted);
  writeFileSync(join(root, "dist/src/cli/main.js"), "");
  const program = { mode: 0o755 };
  writeFileSync(join(root, ".venv/bin/python"), "#!/bin/sh\n", program);
  const lab = `#!/bin/sh\necho $$ > ${root}/pid.tmp; mv ${root}/pid.tmp ${root}/pid; exec sleep 60\n`;
  writeFileSync(join(root, ".venv/bin/jupyter-lab"), lab, program);
  return root;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.skipIf(process.platform === "win32")(
  "JupyterLab ends when the npm that started it is killed",
  async () => {
    const root = makeRoot();
    const script = join(root, "scripts", "jupyter", "lab.mjs");
    const npm = spawn("sh", ["-c", `"${process.execPath}" "${script}" --allow-root; true`], {
      stdio: "ignore",
    });
    await expect.poll(() => existsSync(join(root, "pid")), { timeout: 60_000 }).toBe(true);
    const pid = Number(readFileSync(join(root, "pid"), "utf8"));
    expect(isRunning(pid)).toBe(true);
    npm.kill("SIGKILL");
    await expect.poll(() => isRunning(pid), { timeout: 60_000 }).toBe(false);
  },
);

test.runIf(process.getuid?.() === 0)("root is told how to start JupyterLab", () => {
  const script = join(makeRoot(), "scripts", "jupyter", "lab.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toContain("npm run lab -- --allow-root");
});
