/**
 * The style sheet of the report: one column of text, pictures side by side where there is room, light and dark.
 *
 * @module
 */

export const STYLE: string = `
:root { color-scheme: light dark; --ink: #1d2433; --soft: #5b6475; --line: #d9dde5; --paper: #fff; --card: #f6f7f9; --note: #8a4b00; --note-bg: #fff4e0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #9aa3b5; --line: #343b49; --paper: #14171d; --card: #1c2028; --note: #ffcf8a; --note-bg: #3a2a10; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; } h2 { font-size: 1.25rem; margin: 2.6rem 0 .6rem; border-top: 1px solid var(--line); padding-top: 1.6rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
p { max-width: 46rem; } .provenance { overflow-wrap: anywhere; font-size: .8rem; } .soft, figcaption, small { color: var(--soft); } figcaption { font-size: .85rem; margin-top: .35rem; }
.note { background: var(--note-bg); color: var(--note); padding: .6rem .9rem; border-radius: .4rem; font-weight: 600; }
figure { margin: 0; } .cladescope-figure p { max-width: none; } main figure img { display: block; width: 100%; image-rendering: pixelated; border-radius: .3rem; background: var(--card); }
main figure img.still { image-rendering: auto; background: none; }
.views { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: 1rem; align-items: start; }
.banks { display: grid; grid-template-columns: max-content minmax(0, 1fr) minmax(0, 1fr); gap: .4rem .8rem; } .bank img { height: var(--height); }
.names { margin: 0; padding: 0; list-style: none; height: var(--height); display: flex; flex-direction: column; text-align: right; font-size: .68rem; line-height: 1; color: var(--soft); } .names li { flex: 1; display: flex; align-items: center; justify-content: flex-end; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem .9rem; list-style: none; padding: 0; font-size: .85rem; } .legend i { display: inline-block; width: .85em; height: .85em; border-radius: .2em; margin-right: .35em; vertical-align: -.08em; border: 1px solid var(--line); }
.scale { display: flex; gap: .6rem; align-items: center; font-size: .85rem; color: var(--soft); } .scale i { width: 9rem; height: .7rem; border-radius: .2rem; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; } th, td { text-align: right; padding: .22rem .8rem .22rem 0; border-bottom: 1px solid var(--line); } th { vertical-align: bottom; } td { white-space: nowrap; } .facts td { white-space: normal; } th:first-child, td:first-child { text-align: left; } td:last-child, th:last-child { padding-right: 0; }
.facts td { text-align: left; } .scroll { overflow-x: auto; } details summary { cursor: pointer; margin: .8rem 0 .4rem; }
`.trim();
