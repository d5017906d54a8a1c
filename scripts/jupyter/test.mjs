// `npm run test:jupyter`: the kernel under the programs that people run it with: jupyter_kernel_test, nbclient,
// nbconvert, papermill, jupyter console, JupyterLab and Notebook 7 in headless Chromium; and figures in pages.
//
//     npm run test:jupyter                              all
//     npm run test:jupyter -- --only kernel,browser     some: kernel, nbclient, tools, files, pages, hosts, browser
//     npm run test:jupyter -- --kernel deno             another kernel that is installed
//     npm run test:jupyter -- --test comm               only tests in Chromium with this in their name
//
// The last line is `N passed, N failed, N skipped`.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { browserTests } from "./browser/main.mjs";
import { hostTests } from "./hosts/main.mjs";
import { pageTests } from "./pages/main.mjs";
import { installKernel, inVenv, Missing, makeVenv, root } from "./venv.mjs";

const parts = ["kernel", "nbclient", "tools", "files"];
const { values } = parseArgs({
  options: {
    only: { type: "string", default: [...parts, "pages", "hosts", "browser"].join(",") },
    kernel: { type: "string", default: "typescript" },
    test: { type: "string" },
  },
});
const chosen = values.only.split(",");
const total = { passed: 0, failed: 0, skipped: 0 };

try {
  makeVenv();
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  console.log(`skip everything: ${error.message}`);
  total.skipped = chosen.reduce((sum, part) => sum + testsIn(part), 0);
  finish();
}
if (values.kernel === "typescript") installKernel();

// Everything that Jupyter and the kernel write (history, trust, workspaces) goes to a folder of the tests' own.
const home = mkdtempSync(join(tmpdir(), "cladescope-jupyter-"));
const env = {
  ...process.env,
  JUPYTER_CONFIG_DIR: join(home, "config"),
  JUPYTER_DATA_DIR: join(home, "data"),
  JUPYTER_RUNTIME_DIR: join(home, "runtime"),
  IPYTHONDIR: join(home, "ipython"),
  JUPYTER_PLATFORM_DIRS: "1",
  KERNEL_NAME: values.kernel,
  PYTHONWARNINGS: "ignore",
  PYTHONDONTWRITEBYTECODE: "1",
};
try {
  for (const part of parts.filter((name) => chosen.includes(name))) {
    console.log(`\n${part}`);
    add(await pythonTests(`${part}_tests`));
  }
  if (chosen.includes("pages")) {
    console.log("\npages");
    add(await pageTests(values.test));
  }
  if (chosen.includes("hosts")) {
    console.log("\nhosts");
    add(await hostTests(env, values.test));
  }
  if (chosen.includes("browser")) {
    console.log("\nbrowser");
    add(await browserTests(env, values.kernel, values.test));
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
finish();

/** Runs one file of test/jupyter; its last line holds the counts. */
async function pythonTests(name) {
  const folder = join(root, "test", "jupyter");
  const python = spawn(inVenv("python"), [join(folder, "run.py"), name], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let last = "";
  let rest = "";
  for await (const text of python.stdout.setEncoding("utf8")) {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith('{"passed"')) last = line;
      else console.log(line);
    }
  }
  if (last === "") {
    console.log(`FAIL ${name} ended before its tests did`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return JSON.parse(last);
}

/** How many tests a part holds, where none can run: counted in its source. */
function testsIn(part) {
  if (part === "kernel") return 13; // jupyter_kernel_test 0.7.0
  const scripts = join(root, "scripts", "jupyter");
  const files = {
    browser: ["tests.mjs", "figure-tests.mjs"].map((name) => join(scripts, "browser", name)),
    pages: [join(scripts, "pages", "tests.mjs")],
    hosts: [join(scripts, "hosts", "tests.mjs")],
  }[part] ?? [join(root, "test", "jupyter", `${part}_tests.py`)];
  const count = (file) => readFileSync(file, "utf8").match(/^ +(?:async "|def test_)/gm).length;
  return files.reduce((sum, file) => sum + count(file), 0);
}

function add(counts) {
  for (const key of Object.keys(total)) total[key] += counts[key];
}

function finish() {
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exit(total.failed > 0 ? 1 : 0);
}
