/** Colours, type and the frame of the page, on a screen, a phone and on paper. */
export const BASE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fff, #12161b);
  --surface: light-dark(#f5f7f9, #1a2027);
  --raised: light-dark(#fff, #1f262e);
  --line: light-dark(#e1e6eb, #2c353f);
  --ink: light-dark(#1a2129, #dfe5eb);
  --quiet: light-dark(#566270, #97a4b1);
  --accent: light-dark(#0b6664, #63c7bd);
  --accent-soft: light-dark(#e2f1ef, #173432);
  --warm: light-dark(#8a4b08, #e8b06a);
  --warm-soft: light-dark(#fbefdd, #38290f);
  --blue: light-dark(#2b5797, #8db7ee);
  --blue-soft: light-dark(#e9f0fa, #1a2a40);
  --found: light-dark(#ffe08a, #6b5310);
  --text: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
  --bar: 3.5rem;
}
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: calc(var(--bar) + 1rem); -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 400 1rem/1.6 var(--text); overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; margin: 0; font-weight: 650; letter-spacing: -.011em; }
h1 { font-size: clamp(1.9rem, 1.4rem + 2vw, 2.6rem); letter-spacing: -.022em; }
h2 { font-size: 1.55rem; letter-spacing: -.017em; }
h3 { font-size: 1.15rem; }
h4 { font-size: 1rem; }
p, ul, ol, dl, figure { margin: .75rem 0 0; }
ul, ol { padding-left: 1.25rem; }
li + li { margin-top: .3rem; }
li::marker { color: var(--quiet); }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: .06em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code { font-family: var(--mono); font-size: .875em; }
p code, .measure code, .notes code { background: var(--surface); border-radius: 4px; padding: .1em .3em; }
button { font: inherit; color: inherit; cursor: pointer; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -100rem; z-index: 9; background: var(--paper); padding: .5rem 1rem; }
.skip:focus { left: 1rem; top: .5rem; }
.quiet { color: var(--quiet); }
.small { font-size: .875rem; }
.lead { font-size: 1.0625rem; max-width: 44rem; }
.measure { max-width: 44rem; }
[hidden] { display: none !important; }
html:not(.js) .js-only { display: none; }
::highlight(found) { background: var(--found); }

.bar { position: sticky; top: 0; z-index: 5; height: var(--bar); display: flex; align-items: center; gap: .75rem;
  padding: 0 clamp(1rem, 3vw, 2rem); border-bottom: 1px solid var(--line);
  background: color-mix(in srgb, var(--paper) 92%, transparent); backdrop-filter: blur(8px); }
.bar .name { font-weight: 650; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; flex: 1 1 auto; color: inherit; text-decoration: none; }
.bar button, .search input { height: 2.25rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); }
.bar button { padding: 0 .75rem; font-size: .875rem; white-space: nowrap; }
.bar button:hover, .copy:hover { border-color: var(--quiet); }
.search { flex: 0 1 24rem; min-width: 0; position: relative; }
.search input { width: 100%; padding: 0 2.25rem 0 .75rem; font: inherit; font-size: .9375rem; color: inherit; }
.search input::placeholder { color: var(--quiet); opacity: 1; }
.search kbd { position: absolute; right: .6rem; top: .5rem; font: 500 .75rem/1.25rem var(--mono); color: var(--quiet);
  border: 1px solid var(--line); border-radius: 4px; padding: 0 .4rem; background: var(--paper); pointer-events: none; }
.search input:focus + kbd { display: none; }
.theme svg { width: 1rem; height: 1rem; display: block; }
.bar .contents-button { display: none; }

.frame { max-width: 92rem; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2rem) 6rem; display: grid;
  grid-template: "contents hero" auto "contents main" 1fr / 15rem minmax(0, 1fr); column-gap: clamp(1.5rem, 4vw, 4rem); }
.hero { grid-area: hero; padding: clamp(2rem, 5vw, 3.5rem) 0 0; }
.hero .eyebrow { color: var(--accent); font-weight: 600; font-size: .875rem; margin: 0 0 .4rem; }
html.searching .hero > :not(h1) { display: none; }
main { grid-area: main; min-width: 0; }
.facts { display: flex; flex-wrap: wrap; gap: .75rem 2.25rem; padding: 1rem 0 0; margin-top: 1.5rem; border-top: 1px solid var(--line); }
.facts dt { font-size: .8125rem; color: var(--quiet); }
.facts dd { margin: 0; font-weight: 550; }

.contents { grid-area: contents; font-size: .9rem; line-height: 1.4; inset: auto; position: sticky; top: var(--bar);
  align-self: start; display: block;
  max-height: calc(100vh - var(--bar)); overflow-y: auto; padding: clamp(2rem, 5vw, 3.5rem) .25rem 2rem; margin: 0; border: 0;
  background: none; color: inherit; width: auto; height: auto; }
.contents h2 { font-size: .8125rem; color: var(--quiet); font-weight: 600; letter-spacing: 0; margin-bottom: .5rem; }
.contents ul { list-style: none; margin: 0; padding: 0; }
.contents li { margin: 0; }
.contents a { display: block; padding: .28rem .75rem; color: var(--quiet); text-decoration: none; border-left: 2px solid var(--line); }
.contents ul ul a { padding-left: 1.5rem; font-size: .85rem; }
.contents a:hover { color: var(--ink); }
.contents a[aria-current] { color: var(--accent); border-color: var(--accent); font-weight: 600; }

section { margin-top: 3.5rem; }
section section { margin-top: 2.5rem; }
.whole { margin-top: 2rem; }
.anchor { color: var(--quiet); text-decoration: none; font-weight: 400; opacity: 0; margin-left: .4em; }
tbody .anchor { position: absolute; }
:is(h1, h2, h3, h4, th, td, summary):hover > .anchor, .anchor:focus { opacity: 1; }
:target { scroll-margin-top: calc(var(--bar) + 1rem); }
tr:target > *, section:target > .request { background: var(--accent-soft); }

@media (max-width: 62rem) {
  .frame { display: block; }
  .bar .contents-button { display: block; }
  .bar .name { display: none; }
  html.searching .contents-button { display: none; }
  .search { flex: 1; }
  .search kbd { display: none; }
  .contents:not(:popover-open) { display: none; }
  .contents:popover-open { position: fixed; inset: var(--bar) 0 auto 0; width: 100%; max-height: 75vh; padding: 1rem clamp(1rem, 3vw, 2rem);
    background: var(--raised); border-bottom: 1px solid var(--line); box-shadow: 0 16px 32px rgb(0 0 0 / .18); font-size: 1rem; }
  .contents a { padding-block: .5rem; }
  section { margin-top: 2.75rem; }
}
`;
