import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ansiToHtml } from "../../../kernel/notebook/html/ansi.ts";
import { MarkdownRenderer } from "../../../kernel/notebook/html/markdown.ts";
import { exportHtml } from "../../../kernel/notebook/html/page.ts";
import { parseNotebook } from "../../../kernel/notebook/parse-notebook.ts";
import { runNotebookFile } from "../../../kernel/notebook/run-notebook-file.ts";
import { code, markdown, notebookText, temporaryFolder, writeNotebook } from "./support.ts";

const page = (...cells: object[]) =>
  exportHtml(parseNotebook(notebookText(cells), "x.ipynb"), { title: "x" });

/** A page with one output of these MIME types. */
const shown = (data: object, metadata: object = {}) =>
  page({ ...code("x"), outputs: [{ output_type: "display_data", data, metadata }] });

const main = (html: string) => html.slice(html.indexOf("<main>"), html.indexOf("</main>"));
const policy = (html: string) => /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
const render = (text: string) => new MarkdownRenderer().render(text);

test("a page refers to no other file and runs no script", () => {
  const html = page(markdown("# Title\n\n$a$"), code("const a: number = 1;"));
  expect(html).not.toMatch(/<script|<link|@import|url\(|https?:\/\/(?!www\.w3\.org)/);
  expect(policy(html)).toContain("default-src 'none'");
  expect(policy(html)).not.toContain("script-src");
});

test("the title is the first heading, else the name of the file", () => {
  expect(page(markdown("text"), markdown("## The *bank* & more"))).toContain(
    "<title>The bank &amp; more</title>",
  );
  expect(page(code("1"))).toContain("<title>x</title>");
});

test("code is coloured, counted and shown as it was written", () => {
  const html = main(page({ ...code("const a = `<b>`;"), execution_count: 3 }));
  expect(html).toContain("In&nbsp;[3]:");
  expect(html).toContain('<span class="hljs-keyword">const</span>');
  expect(html.replace(/<[^>]*>/g, "")).toContain("const a = `&lt;b&gt;`;");
});

test("formulas become MathML and are kept from Markdown's own marks", () => {
  for (const text of ["$a_1*b_1*c$", "\\\\(a_1*b_1*c\\\\)", "\\(a_1*b_1*c\\)"]) {
    expect(render(text)).toMatch(/<p><span class="katex"><math/);
    expect(render(text)).not.toContain("<em>");
  }
  for (const text of [
    "$$\na_1*b_1*c\n\n+ d\n$$",
    "\\\\[\na\n\\\\]",
    "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}",
  ]) {
    expect(render(`before\n${text}\nafter`)).toMatch(/formula.*display="block"/s);
    expect(render(`before\n${text}\nafter`)).toMatch(/<p>after<\/p>/);
  }
  expect(render("from $5 to $6")).toBe("<p>from $5 to $6</p>\n");
  expect(render("`$a$`")).toBe("<p><code>$a$</code></p>\n");
  expect(render("$\\frac{$")).not.toContain("undefined");
});

test("headings can be linked to as in Jupyter, also where two are the same", () => {
  const html = main(page(markdown("# The bank\n\n[see](#The-bank)"), markdown("# The bank")));
  expect(html).toContain('<h1 id="The-bank">');
  expect(html).toContain('<h1 id="The-bank-2">');
  expect(html).toContain('href="#The-bank"');
});

test("attachments and pictures beside the notebook are taken into the page", () => {
  const attachments = { "a b.png": { "image/png": "aGk=" } };
  const notebook = parseNotebook(
    notebookText([{ ...markdown("![x](attachment:a%20b.png) ![y](y.png)"), attachments }]),
    "x.ipynb",
  );
  const html = exportHtml(notebook, { title: "x", embed: (address) => `data:,${address}` });
  expect(html).toContain('src="data:image/png;base64,aGk="');
  expect(html).toContain('src="data:,y.png"');
});

test("of an output the richest form is shown", () => {
  const all = {
    "text/plain": "plain",
    "text/html": "<b>html</b>",
    "image/png": "aGk=\n",
    "image/svg+xml": "<svg width='1'></svg>",
  };
  expect(main(shown(all))).toContain("<b>html</b>");
  const { "text/html": _, ...pictures } = all;
  expect(main(shown(pictures))).toContain(
    `src="data:image/svg+xml;base64,${Buffer.from("<svg xmlns=\"http://www.w3.org/2000/svg\" width='1'></svg>").toString("base64")}"`,
  );
  const png = main(
    shown({ "image/png": "aGk=\n", "text/plain": "A" }, { "image/png": { width: 20 } }),
  );
  expect(png).toContain('<img src="data:image/png;base64,aGk=" width="20" alt="A">');
  expect(main(shown({ "text/plain": "<plain>" }))).toContain("<pre>&lt;plain&gt;</pre>");
  expect(main(shown({ "text/latex": "$$x^2$$" }))).toContain('display="block"');
  expect(main(shown({ "text/markdown": "**a**" }))).toContain("<strong>a</strong>");
  expect(main(shown({ "application/json": { a: [1] } }))).toContain("&quot;a&quot;");
  expect(
    main(shown({ "application/vnd.jupyter.widget-view+json": {}, "text/plain": "Slider" })),
  ).toContain("<pre>Slider</pre>");
  expect(main(shown({ "application/x-unknown": "?" }))).toContain("application/x-unknown");
});

test("HTML of an output stays in a tree of its own, whatever it closes", () => {
  const html = main(
    shown({ "text/html": "</div></template></section><style>p{color:red}</style>" }),
  );
  expect(html.match(/<\/template>/g)?.length).toBe(1);
  expect(html).toMatch(/<template shadowrootmode="open">.*<style>p\{color:red\}<\/style>/s);
});

test("scripts of an output run in a closed frame; those in Markdown never run", () => {
  const script = 'document.body.append("drawn")';
  const html = page(markdown("<script>alert(1)</script>"), {
    ...code("plot()"),
    outputs: [
      {
        output_type: "display_data",
        metadata: {},
        data: { "text/html": `<script>${script}</script>` },
      },
    ],
  });
  expect(html).toMatch(/<iframe class="output" sandbox="allow-scripts[^"]*"[^>]*srcdoc="/);
  expect(html).not.toContain("allow-same-origin");
  const hashes = policy(html).match(/'sha256-/g) ?? [];
  expect(hashes.length).toBe(3); // the output's, the frame's height, the page's listener
  expect(policy(html)).not.toMatch(/script-src[^;]*'unsafe-inline'/);
});

test("what outputs share stands once in the page, and is handed to the frames that ask", () => {
  const library = '<script type="application/octet-stream" data-shared="library-1">AAAA</script>';
  const output = (html: string) =>
    ({ output_type: "display_data", metadata: {}, data: { "text/html": html } }) as const;
  const html = page({
    ...code("plot()"),
    outputs: [
      output(`${library}<script>use()</script>`),
      output(`${library}<script>use()</script>`),
    ],
  });
  expect(html.match(/data-shared="library-1">AAAA</g)).toHaveLength(1);
  expect(html).not.toMatch(/srcdoc="[^"]*AAAA/);
  expect(html).toContain("source.postMessage({ shared: data.shared");
});

test("colours of the terminal are shown, and lines that were written over are not", () => {
  expect(ansiToHtml("\x1b[31mred\x1b[0m & \x1b[1;4mbold\x1b[22mline\x1b[m")).toBe(
    '<span style="color:var(--ansi-1)">red</span> &amp; ' +
      '<span style="font-weight:600;text-decoration:underline">bold</span>' +
      '<span style="text-decoration:underline">line</span>',
  );
  expect(ansiToHtml("\x1b[38;5;196ma\x1b[48;2;1;2;3mb")).toBe(
    '<span style="color:rgb(255 0 0)">a</span><span style="color:rgb(255 0 0);background:rgb(1 2 3)">b</span>',
  );
  expect(ansiToHtml("10 %\r50 %\r100 %\ndone\r\nab\b\bxy")).toBe("100 %\ndone\nxy");
  expect(ansiToHtml("a\x1b]0;title\x07b\x1b[2Kc")).toBe("abc");
});

test("whatever the text, it is shown as text and cannot leave its element", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const html = ansiToHtml(text);
      expect(html.replace(/<span style="[^"<>]*">|<\/span>/g, "")).not.toMatch(/[<>]/);
    }),
    { seed: 20242, numRuns: 300 },
  );
});

test("errors and stderr are set apart, and cells can be folded or left out by their tags", () => {
  const html = main(
    page({
      ...code("throw"),
      outputs: [
        { output_type: "stream", name: "stderr", text: "careful" },
        { output_type: "error", ename: "E", evalue: "v", traceback: ["\x1b[31mE\x1b[0m: v"] },
      ],
    }),
  );
  expect(html).toContain('<pre class="stderr">careful</pre>');
  expect(html).toContain('<pre class="error"><span style="color:var(--ansi-1)">E</span>: v</pre>');
  const folded = main(
    page(code("secret", ["remove-cell"]), code("hidden", ["hide-input"]), {
      ...code("x"),
      metadata: { jupyter: { source_hidden: true } },
    }),
  );
  expect(folded).not.toContain("secret");
  expect(folded.match(/<details>/g)?.length).toBe(2);
});

test("pictures of img tags are taken into the page as those of Markdown, and missing ones are told", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "pic.png"), "hi");
  const path = writeNotebook(folder, "pictures.ipynb", [
    markdown(
      "<img alt='a > b' src=\"pic.png\" width=\"20\">\n\ntext <img src='gone.png'/> ![](gone.png)",
    ),
    markdown('`<img src="pic.png">` <img src=https://example.org/x.png>'),
    code("1"),
  ]);
  const out = join(folder, "pictures.html");
  const warnings: string[] = [];
  await runNotebookFile(path, { outputs: [out], onWarning: (text) => warnings.push(text) });
  const html = main(readFileSync(out, "utf8"));
  expect(html).toContain(`<img alt='a > b' src="data:image/png;base64,aGk=" width="20">`);
  expect(html).toContain(`&lt;img src=&quot;pic.png&quot;&gt;`);
  expect(html).toContain(`src="https://example.org/x.png"`);
  expect(warnings).toEqual(["a picture for the page is not there: gone.png"]);
});

test("a style sheet in a text does not dress the page", () => {
  const html = main(
    page(
      markdown(
        "<style>\nbody { color: red }\n\n</style>\n\nin <STYLE>p { color: red }</style> line\n\n`<style>`",
      ),
    ),
  );
  expect(html).not.toContain("red");
  expect(html).not.toMatch(/<style/i);
  expect(html).toContain("&lt;style&gt;");
});
