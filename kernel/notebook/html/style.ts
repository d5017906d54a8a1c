/**
 * The style sheet of an exported notebook: one column to read, light and dark, on screen and on paper.
 *
 * @module
 */

const LIGHT = `
  --paper: #fff; --ink: #1f2430; --soft: #667085; --faint: #98a2b3; --line: #e4e7ec; --card: #f7f8fa;
  --accent: #3355c5; --error: #b42318; --error-card: #fef5f4; --warn: #8a5a00; --warn-card: #fffaeb;
  --keyword: #8b3aa8; --string: #1c7a43; --number: #b3541e; --comment: #7a8699; --title: #2456b8; --type: #0f7285; --attr: #8a5a00;
  --ansi-0: #1f2430; --ansi-1: #c0271b; --ansi-2: #1c7a43; --ansi-3: #9a6700; --ansi-4: #2456b8; --ansi-5: #8b3aa8; --ansi-6: #0f7285; --ansi-7: #667085;
  --ansi-8: #667085; --ansi-9: #d9382b; --ansi-10: #2a9158; --ansi-11: #b27a00; --ansi-12: #3a6fd8; --ansi-13: #a352c2; --ansi-14: #17899e; --ansi-15: #98a2b3;`;

const DARK = `
  --paper: #14171d; --ink: #e3e6ec; --soft: #9aa4b5; --faint: #6d7789; --line: #2b313c; --card: #1b1f27;
  --accent: #8fadff; --error: #ff8f85; --error-card: #2a1a1b; --warn: #f0c774; --warn-card: #29231a;
  --keyword: #d19be8; --string: #8fd0a5; --number: #efa77c; --comment: #7c879a; --title: #8fb4ff; --type: #7ccbd9; --attr: #e2bd78;
  --ansi-0: #6d7789; --ansi-1: #ff8f85; --ansi-2: #8fd0a5; --ansi-3: #e8c06c; --ansi-4: #8fb4ff; --ansi-5: #d19be8; --ansi-6: #7ccbd9; --ansi-7: #c3cad6;
  --ansi-8: #8a94a6; --ansi-9: #ffaca4; --ansi-10: #a9e0bb; --ansi-11: #f5d58e; --ansi-12: #aec8ff; --ansi-13: #e0b8f1; --ansi-14: #a0dfea; --ansi-15: #eef0f4;`;

const MONO =
  'ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

/** Tables of data, in Markdown and in outputs. */
const TABLES = `
table { border-collapse: collapse; font-size: .9em; font-variant-numeric: tabular-nums; }
th, td { padding: .35em .8em; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; }
th { font-weight: 600; border-bottom-color: var(--faint); }`;

/** In the shadow trees of HTML outputs, which the page's own rules do not reach. */
export const OUTPUT_STYLE: string = `${TABLES}
img, svg, canvas, video { max-width: 100%; height: auto; }
a { color: var(--accent); }
pre, code { font-family: ${MONO}; font-size: .9em; }`.trim();

export const STYLE: string = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.65 "Inter", system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; text-rendering: optimizeLegibility; }
main { max-width: 51rem; margin: 0 auto; padding: 3.5rem 1.5rem 5rem; }
a { color: var(--accent); text-decoration-thickness: .06em; text-underline-offset: .18em; }
pre, code, kbd, .prompt { font-family: ${MONO}; font-variant-ligatures: none; }
pre { margin: 0; font-size: .8rem; line-height: 1.6; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
code, kbd { font-size: .86em; } pre > code { font-size: inherit; }
:not(pre) > code, kbd { background: var(--card); border: 1px solid var(--line); border-radius: .3em; padding: .08em .32em; }

.prose > :first-child { margin-top: 0; } .prose > :last-child { margin-bottom: 0; }
.prose { margin: 1.5rem 0; }
.prose p, .prose ul, .prose ol { margin: .9em 0; } .prose li > p, .prose li > :is(ul, ol) { margin: .3em 0; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; font-weight: 650; letter-spacing: -.012em; margin: 2.2em 0 .7em; text-wrap: balance; scroll-margin-top: 1rem; }
h1 { font-size: 2.1rem; letter-spacing: -.022em; } h2 { font-size: 1.45rem; } h3 { font-size: 1.15rem; } h4, h5, h6 { font-size: 1rem; }
.cell.markdown:has(> .prose > h1:first-child, > .prose > h2:first-child) { margin-top: 3.2rem; } .cell:first-of-type.markdown { margin-top: 0; }
.anchor { margin-left: .35em; color: var(--faint); text-decoration: none; font-weight: 400; opacity: 0; transition: opacity .15s; }
:is(h1, h2, h3, h4, h5, h6):hover > .anchor, .anchor:focus { opacity: 1; }
blockquote { margin: 1.2em 0; padding: .1em 0 .1em 1.1em; border-left: 3px solid var(--line); color: var(--soft); } blockquote > :first-child { margin-top: .2em; } blockquote > :last-child { margin-bottom: .2em; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2.5em 0; }
.prose img { max-width: 100%; height: auto; border-radius: .35rem; }
.prose pre { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .8rem 1rem; margin: 1em 0; }
.prose table { display: block; overflow-x: auto; max-width: max-content; margin: 1.2em 0; }
.formula { overflow-x: auto; overflow-y: hidden; margin: 1.1em 0; padding: .1em 0; text-align: center; }
math { font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math", "Libertinus Math", math; font-size: 1.08em; }
mtable[columnalign^="right left"] mtd { math-style: normal; padding: .35em 0; } mtable[columnalign^="right left"] mtd:nth-child(odd) { text-align: right; } mtable[columnalign^="right left"] mtd:nth-child(even) { text-align: left; }
.katex-error { color: var(--error); font-family: ${MONO}; font-size: .86em; }${TABLES}

.cell { position: relative; }
.code { margin: 1.6rem 0; }
.row { position: relative; }
.prompt { color: var(--faint); font-size: .72rem; line-height: 1.6; user-select: none; white-space: nowrap; margin: .2rem 0 .15rem; }
.input > .source { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
.outputs { margin-top: .55rem; }
.output-row { margin: .45rem 0; }
.body { max-height: 36rem; overflow: auto; overscroll-behavior-x: contain; padding: 0 1rem; }
.body:has(> img, > .html, > iframe, > .prose, > .formula) { max-height: none; } .body:has(> .html) { overflow-x: auto; }
.body > pre { padding: .15rem 0; } .body > .prose { margin: .5rem 0; }
.body > .stderr { background: var(--warn-card); border-radius: .4rem; padding: .5rem 1rem; margin: 0 -1rem; }
.body > .error { background: var(--error-card); border-left: 3px solid var(--error); border-radius: 0 .4rem .4rem 0; padding: .65rem 1rem; margin: 0 -1rem; }
.body > img { display: block; max-width: 100%; height: auto; border-radius: .35rem; background: #fff; }
.body > iframe { display: block; width: 100%; height: 24rem; border: 0; }
.unshown { color: var(--soft); font-size: .85rem; font-style: italic; margin: .3rem 0; }
.raw { color: var(--soft); margin: 1.5rem 0; }
details > summary { cursor: pointer; color: var(--soft); font-size: .8rem; margin: .3rem 0; }
nav { font-size: .8rem; line-height: 1.45; color: var(--soft); }
nav ol { list-style: none; margin: 0; padding: 0; } nav li { margin: .38rem 0; } nav a { color: inherit; text-decoration: none; } nav a:hover { color: var(--accent); }
nav .level-2 { padding-left: 0; } nav .level-3 { padding-left: .9rem; }
footer { margin-top: 4.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--faint); font-size: .78rem; }

.hljs-comment, .hljs-quote { color: var(--comment); font-style: italic; }
.hljs-keyword, .hljs-selector-tag, .hljs-doctag, .hljs-template-tag { color: var(--keyword); }
.hljs-string, .hljs-regexp, .hljs-addition, .hljs-symbol, .hljs-link { color: var(--string); }
.hljs-number, .hljs-literal, .hljs-bullet { color: var(--number); }
.hljs-title, .hljs-section, .hljs-name, .hljs-title.function_ { color: var(--title); }
.hljs-type, .hljs-built_in, .hljs-title.class_, .hljs-variable.language_ { color: var(--type); }
.hljs-attr, .hljs-attribute, .hljs-meta, .hljs-template-variable { color: var(--attr); }
.hljs-subst { color: inherit; } .hljs-deletion { color: var(--error); } .hljs-emphasis { font-style: italic; } .hljs-strong { font-weight: 600; }

@media (min-width: 64rem) {
  .prompt { position: absolute; right: calc(100% + .9rem); top: 0; margin: .84rem 0 0; text-align: right; } .output-row > .prompt { margin-top: .22rem; }
}
nav { display: none; }
@media (min-width: 90rem) {
  nav { display: block; position: fixed; top: 3.7rem; left: max(1.5rem, calc(50vw - 45rem)); width: 12.5rem; max-height: calc(100vh - 6rem); overflow-y: auto; }
}
@media print {
  :root { color-scheme: light; ${LIGHT} }
  body { font-size: 10.5pt; line-height: 1.5; } main { max-width: none; padding: 0; } nav, .anchor { display: none; }
  pre { font-size: 8.5pt; } .body { max-height: none; overflow: visible; }
  h1, h2, h3 { break-after: avoid; } .source, .body > img, .body > .error, .formula, tr { break-inside: avoid; }
  .prompt { position: static; text-align: left; margin: 0; } a { color: inherit; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`.trim();
