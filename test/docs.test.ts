import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Every page of documentation outside node_modules and build outputs. */
function pages(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pages(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

const documents = [
  "README.md",
  "CHANGELOG.md",
  ...["docs", "data", "test/goldens", "scripts"].flatMap(pages),
];

describe("every relative link leads somewhere", () => {
  test.each(documents)("%s", (document) => {
    const text = readFileSync(join(root, document), "utf8");
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, link]) => link,
    );
    const dead = links.filter((link) => !existsSync(join(root, dirname(document), link)));
    expect(dead).toEqual([]);
  });
});

test("every folder of data says where its files come from", () => {
  const folders = readdirSync(join(root, "data"), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  for (const { name } of folders) {
    const readme = readFileSync(join(root, "data", name, "README.md"), "utf8");
    for (const file of readdirSync(join(root, "data", name))) {
      const stem = file.replace(/(\.instances)?\.\w+$/, "");
      if (file !== "README.md") expect(readme, `${name}/README.md on ${file}`).toContain(stem);
    }
  }
});

test("the repository speaks of the product alone", () => {
  for (const document of documents) {
    const text = readFileSync(join(root, document), "utf8");
    expect(text, document).not.toMatch(/\/work\/|\.\.\/shared|registry\.npmjs|\/home\/|\/root\//);
  }
});
