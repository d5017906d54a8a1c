import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { cacheFolder, cacheLimit } from "../../../src/engines/onnx/cache-folder.ts";

const own = join("cladescope", "networks");

test.each<[string, Record<string, string>, NodeJS.Platform, string | null]>([
  ["a home alone", {}, "linux", join(homedir(), ".cache", own)],
  ["XDG_CACHE_HOME", { XDG_CACHE_HOME: "/x" }, "linux", join("/x", own)],
  [
    "a relative XDG_CACHE_HOME, which counts as none",
    { XDG_CACHE_HOME: "x" },
    "linux",
    join(homedir(), ".cache", own),
  ],
  ["macOS", { XDG_CACHE_HOME: "/x" }, "darwin", join(homedir(), "Library", "Caches", own)],
  ["Windows", { LOCALAPPDATA: "/local" }, "win32", join("/local", own)],
  [
    "a folder by name",
    { CLADESCOPE_CACHE: "here", XDG_CACHE_HOME: "/x" },
    "linux",
    resolve("here"),
  ],
  ["an empty name", { CLADESCOPE_CACHE: "", XDG_CACHE_HOME: "/x" }, "linux", join("/x", own)],
  ["off", { CLADESCOPE_CACHE: "off", XDG_CACHE_HOME: "/x" }, "linux", null],
])("the folder with %s", (_, environment, platform, folder) => {
  expect(cacheFolder(environment, platform)).toBe(folder);
});

test.each<[string | undefined, number]>([
  [undefined, 4e9],
  ["", 4e9],
  [" ", 4e9],
  ["0.5", 5e8],
  ["0", 0],
  ["-1", Number.NaN],
  ["4 GB", Number.NaN],
])("the limit of %o", (text, limit) => {
  expect(cacheLimit({ CLADESCOPE_CACHE_LIMIT: text })).toBe(limit);
});

test("the tests themselves use no cache of the user's", () => {
  expect(cacheFolder()).toBeNull();
});
