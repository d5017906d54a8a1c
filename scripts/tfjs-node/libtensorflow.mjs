// libtensorflow and its C headers, from the wheel of tensorflow-cpu or from an installed tensorflow.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
} from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { exists, Missing, run } from "./run.mjs";

/** Unpacked 0.82 GB, the wheel 0.27 GB beside it. */
const ROOM = 1.5e9;

const NEEDED = [
  "libtensorflow_cc.so.2",
  "libtensorflow_framework.so.2",
  "include/tensorflow/c/eager/c_api.h",
  "include/tensorflow/core/platform/ctstring_internal.h",
];

/** Unpacks what of a wheel is needed: a zip that Python has a module for. */
const UNPACK = `
import glob, re, sys, zipfile
folder = sys.argv[1]
wanted = re.compile(
    r"tensorflow/libtensorflow_(cc|framework)\\.so\\.2"
    r"|tensorflow/include/tensorflow/c/[\\w/]*\\.h"
    r"|tensorflow/include/[\\w/]*/(ctstring|ctstring_internal|tsl_status)\\.h"
    r"|tensorflow/(THIRD_PARTY_NOTICES\\.txt|LICENSE)"
)
with zipfile.ZipFile(glob.glob(folder + "/*.whl")[0]) as wheel:
    for name in wheel.namelist():
        if wanted.fullmatch(name):
            wheel.extract(name, folder)
`;

/**
 * The folder `tensorflow` with library and headers.
 *
 * @param {{ version: string, sitePackages: string | undefined }} options
 */
export function libtensorflow({ version, sitePackages }) {
  const given = sitePackages ?? process.env.TF_SITE_PACKAGES;
  if (given !== undefined)
    return checked(join(resolve(given), "tensorflow"), "pip install tensorflow there first");
  const cache = process.env.TFJS_NODE_CACHE ?? join(homedir(), ".cache", "tfjs-node-from-pypi");
  const folder = join(cache, `tensorflow_cpu-${version}`);
  if (!existsSync(folder)) download(cache, folder, version);
  return checked(join(folder, "tensorflow"), `delete ${folder} and try again`);
}

function download(cache, folder, version) {
  mkdirSync(cache, { recursive: true });
  const { bavail, bsize } = statfsSync(cache);
  if (bavail * bsize < ROOM) {
    throw new Missing(
      `${cache} has ${(bavail * bsize) / 1e9} GB free; ${ROOM / 1e9} GB are needed`,
      "TFJS_NODE_CACHE=DIR names another place",
    );
  }
  const python = process.env.CLADESCOPE_PYTHON ?? "python3";
  if (!exists(python)) {
    throw new Missing(
      `there is no ${python}, which fetches the wheel`,
      "install Python 3, or name it: CLADESCOPE_PYTHON",
    );
  }
  // Unpacked beside its place and renamed: a download that breaks off leaves nothing that looks whole.
  const work = mkdtempSync(join(cache, "unpack-"));
  try {
    console.error(`tfjs-node: fetching tensorflow-cpu ${version} (about 275 MB)`);
    const platforms = ["manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"];
    run(
      python,
      [
        ...[
          "-m",
          "pip",
          "download",
          "--quiet",
          "--no-deps",
          "--no-cache-dir",
          "--only-binary=:all:",
        ],
        ...["--implementation", "cp", "--python-version", "3.11", "--abi", "cp311"],
        ...platforms.flatMap((platform) => ["--platform", platform]),
        ...["--dest", work, `tensorflow-cpu==${version}`],
      ],
      "a network connection to PyPI, and pip for this Python (apt-get install python3-pip)",
    );
    run(python, ["-c", UNPACK, work], "try again: the wheel may be damaged");
    for (const file of readdirSync(work)) if (file.endsWith(".whl")) rmSync(join(work, file));
    renameSync(work, folder);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw error;
  }
}

function checked(folder, hint) {
  const missing = NEEDED.find((file) => !existsSync(join(folder, file)));
  if (missing === undefined) return folder;
  throw new Missing(
    `${folder} has no ${missing} (tensorflow 2.12.0 is the first that brings it)`,
    hint,
  );
}
