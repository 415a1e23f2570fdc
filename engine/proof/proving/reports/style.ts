/** Of the page: for phones, paper and dark screens; the words say what the colours say. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f23; --paper: #fff; --line: #d0d7de; --quiet: #57606a;
  --fine: #dff3e4; --mended: #e3eefc; --told: #eee6fa; --unknown: #fdf1cf; --absent: #f0f1f3; --bad: #b3261e; --on-bad: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --paper: #14171a; --line: #3a4149; --quiet: #9aa4ae;
  --fine: #173a24; --mended: #17304f; --told: #33264d; --unknown: #4a3b0d; --absent: #23282e; --bad: #c5362d; --on-bad: #fff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.45 system-ui, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; } h2 { font-size: 1.25rem; margin-top: 2.5rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
.summary { font-size: 1.1rem; font-weight: 600; } .made, small, .at { color: var(--quiet); } .at { font-size: .85rem; }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; color: var(--quiet); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; font-weight: normal; }
thead th { font-weight: 600; white-space: nowrap; } tbody th { min-width: 12rem; }
td { min-width: 6rem; }
summary { cursor: pointer; } dt { margin-top: .5rem; } dd { margin: 0 0 0 1rem; }
.v { display: inline-block; padding: 0 .4rem; border-radius: .3rem; white-space: nowrap; }
.samestore { background: var(--fine); } .mended { background: var(--mended); } .told { background: var(--told); }
.cantknow { background: var(--unknown); } .notapplicable { background: var(--absent); color: var(--quiet); }
.bad { background: var(--bad); color: var(--on-bad); font-weight: 700; }
.bad small, .bad code { color: inherit; }
@media print { main { max-width: none; padding: 0; } body { font-size: 10pt; } .wide { overflow: visible; }
  details::details-content { content-visibility: visible; block-size: auto; }
  tr, li { break-inside: avoid; } td, .v { print-color-adjust: exact; } }
`;
