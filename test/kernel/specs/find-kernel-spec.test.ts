import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { findKernelSpec, kernelSpecFolders } from "../../../kernel/specs/find-kernel-spec.ts";
import { temporaryFolder } from "../notebook/support.ts";

const prefix = temporaryFolder();
const data = join(prefix, "share", "jupyter");

function install(name: string, spec: object | string, folder: string = data): string {
  const place = join(folder, "kernels", name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "kernel.json"), typeof spec === "string" ? spec : JSON.stringify(spec));
  return place;
}

test("a kernel is found by its name, whatever its case, in the first folder that has it", () => {
  const other = join(prefix, "other");
  const argv = ["/bin/k", "{resource_dir}/x", "{connection_file}"];
  const folder = install("Lisp", { argv, display_name: "Lisp!", language: "lisp" });
  install("lisp", { argv: ["no"], display_name: "hidden", language: "lisp" }, other);
  vi.stubEnv("SOME_NAME", "some value");
  install(
    "more",
    { argv: ["m"], env: { A: `1 $${"{SOME_NAME}"}` }, interrupt_mode: "message" },
    other,
  );
  expect(findKernelSpec("lisp", [join(prefix, "none"), data, other])).toEqual({
    ...{ name: "lisp", folder, displayName: "Lisp!", language: "lisp" },
    ...{ argv: ["/bin/k", `${folder}/x`, "{connection_file}"], env: {}, interruptMode: "signal" },
  });
  expect(findKernelSpec("more", [data, other])).toMatchObject({
    ...{ displayName: "more", env: { A: "1 some value" }, interruptMode: "message" },
  });
  expect([...kernelSpecFolders([data, other]).keys()]).toEqual(["lisp", "more"]);
});

test("python is that of the environment which the kernel is installed in", () => {
  mkdirSync(join(prefix, "bin"));
  writeFileSync(join(prefix, "bin", "python3"), "");
  install("python3", { argv: ["python3", "-m", "x"], language: "python" });
  expect(findKernelSpec("python3", [data]).argv[0]).toBe(join(prefix, "bin", "python3"));
});

test("a kernel that is not there, or whose file is malformed, is refused with what there is", () => {
  const folder = join(prefix, "third");
  install("broken", "{", folder);
  install("empty", { argv: [] }, folder);
  expect(() => findKernelSpec("nope", [folder])).toThrow(/nope: no such kernel.*broken, empty/s);
  expect(() => findKernelSpec("broken", [folder])).toThrow("not JSON");
  expect(() => findKernelSpec("empty", [folder])).toThrow("argv is no list");
});
