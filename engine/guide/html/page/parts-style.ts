/** Tables (cards on a phone), requests, blocks of code, chips. */
export const PARTS_STYLE = `
.chip { display: inline-block; font-size: .75rem; font-weight: 600; line-height: 1.35rem; padding: 0 .5rem; border-radius: 99px;
  background: var(--surface); color: var(--quiet); }
.chip.must { background: var(--warm-soft); color: var(--warm); }
.chip.call { background: var(--blue-soft); color: var(--blue); }
.chip.thing { background: var(--accent-soft); color: var(--accent); }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; }

.named { list-style: none; padding: 0; display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
.named li { margin: 0; padding: .85rem 1rem; border: 1px solid var(--line); border-radius: 10px; }
.named a { font-weight: 600; }
.named p { margin-top: .25rem; font-size: .9rem; color: var(--quiet); }

.things { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .5rem; }
.things li { margin: 0; padding: .3rem .75rem; border-radius: 8px; background: var(--accent-soft); display: flex; flex-wrap: wrap; gap: 0 .5rem; align-items: baseline; }
.things strong { font-weight: 600; font-size: .9375rem; }
.things code { color: var(--accent); font-size: .8125rem; }

table { width: 100%; border-collapse: collapse; margin-top: 1rem; font-size: .875rem; line-height: 1.5; }
caption { text-align: left; font-weight: 650; font-size: 1rem; padding: 0 0 .4rem; }
thead th { text-align: left; font-weight: 600; font-size: .8125rem; color: var(--quiet); padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--line);
  vertical-align: bottom; overflow-wrap: normal; }
td, tbody th { text-align: left; vertical-align: top; font-weight: 400; padding: .6rem .9rem .6rem 0; border-bottom: 1px solid var(--line); }
tbody tr:hover > td, tbody tr:hover > th[scope=row] { background: color-mix(in srgb, var(--surface) 60%, transparent); }
th[scope=rowgroup] { padding: 1.4rem 0 .5rem; font-size: .9375rem; font-weight: 650; }
td ul { margin: 0; padding: 0; list-style: none; }
.field .chips { margin-top: .3rem; }
.more { display: block; color: var(--quiet); margin-top: .2rem; }
.key { font-weight: 600; }
:is(td.default, td.choices) code { font-size: .8125rem; }
:is(td.path, td.published) { font-family: var(--mono); font-size: .8125rem; }
td.example { color: var(--quiet); font-family: var(--mono); font-size: .8125rem; white-space: pre-wrap; }
.field small { display: block; color: var(--quiet); font-size: .8125rem; }
table { table-layout: fixed; }
.mapping .path { width: 19%; } .mapping .entity { width: 13%; } .mapping .key { width: 15.5%; } .mapping .published { width: 13%; }
.mapping .example { width: 15%; } .notes li { font-size: .8125rem; }
.options .field { width: 27%; } .options .description { width: 41%; } .figures .key, .filters .key { width: 35%; }

.request { border: 1px solid var(--line); border-radius: 12px; margin-top: 1rem; padding: 1.1rem 1.25rem 1.25rem; background: var(--raised); }

.request > :first-child { margin-top: 0; }
.request .address { font-family: var(--mono); font-size: .875rem; margin-top: .6rem; }
.method { font-weight: 700; color: var(--blue); margin-right: .5rem; }
.request ul { font-size: .9rem; }
.placeholders { display: grid; gap: .2rem; font-size: .875rem; margin-top: .75rem; }
.placeholders div { display: flex; flex-wrap: wrap; gap: 0 .75rem; }
.placeholders dd { margin: 0; color: var(--quiet); }
details { margin-top: .75rem; }
summary { cursor: pointer; font-size: .9rem; color: var(--quiet); }
summary:hover { color: var(--ink); }

.code { margin-top: .75rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); overflow: hidden; }
.code-head { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding: .3rem .4rem .3rem .8rem; font-size: .8125rem;
  color: var(--quiet); border-bottom: 1px solid var(--line); }
.copy { border: 1px solid transparent; background: none; border-radius: 6px; padding: .15rem .55rem; font-size: .8125rem; position: relative; }
html:not(.js) .copy { display: none; }
pre { margin: 0; padding: .8rem; overflow-x: auto; max-height: 30rem; font: .8125rem/1.55 var(--mono); overflow-wrap: normal; tab-size: 4; }
pre code { font-size: inherit; }
pre i { font-style: normal; }
pre .k { color: var(--blue); } pre .s { color: var(--accent); } pre .n { color: var(--warm); }

@media (max-width: 44rem) {
  table, thead, tbody, tr, td, tbody th, caption { display: block; width: auto !important; }
  thead { position: absolute; width: 1px !important; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { border: 1px solid var(--line); border-radius: 10px; padding: .7rem .9rem; margin-top: .6rem; display: flex; flex-direction: column; gap: .45rem; }
  tbody tr.group { border: 0; padding: 0; margin-top: 1.5rem; }
  tbody td, tbody th { border: 0; padding: 0; }
  td:empty { display: none; }
  td[data-label] { position: relative; padding-left: 6.75rem; min-height: 1.3rem; }
  td[data-label]::before { content: attr(data-label); position: absolute; left: 0; top: .1rem; width: 6.25rem; font: 500 .8125rem/1.3 var(--text); color: var(--quiet); }
  tbody th.key { order: -1; font-size: .9375rem; }
  .request { padding: .9rem; }
}
@media (hover: none) { .anchor { opacity: .6; } }
`;
