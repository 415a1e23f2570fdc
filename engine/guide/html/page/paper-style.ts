/** On paper: ink on white, no controls, nothing cut off, rows that stay whole. */
export const PAPER_STYLE = `
@page { margin: 16mm 14mm; }
@media print {
  :root, :root[data-theme] { color-scheme: only light; }
  :root { font-size: 10pt; }
  body { line-height: 1.45; }
  .bar, .skip, .copy, .anchor { display: none !important; }
  .frame { display: block; max-width: none; padding: 0; }
  .hero { padding: 0; }
  .contents, .contents:not(:popover-open) { display: block; position: static; max-height: none; overflow: visible; padding: 1.5rem 0 0; columns: 2; }
  .contents h2 { column-span: all; }
  .contents a { border: 0; padding: .1rem 0; color: var(--ink); }
  .contents a[aria-current] { color: inherit; font-weight: inherit; }
  .mapping .entity { width: 16%; }
  .contents ul ul a { padding-left: 1rem; }
  section { margin-top: 2rem; }
  h2, h3, .lead, summary, .code-head, tr.group { break-after: avoid; }
  tr, li, .named li, figure { break-inside: avoid; }
  thead { display: table-header-group; }
  table { font-size: .85rem; }
  td, tbody th { padding-block: .35rem; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; max-height: none; font-size: .8rem; }
  .request { break-inside: auto; }
  details::details-content { content-visibility: visible; block-size: auto; }
  [hidden] { display: revert !important; }
}
`;
