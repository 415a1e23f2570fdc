/** The drawing of a feed: in the page's colours, narrow on a phone. */
export const DRAWING_STYLE = `
.drawing { border: 1px solid var(--line); border-radius: 12px; background: var(--raised); padding: 1.5rem; margin-top: 1.25rem; }
.drawing > svg { display: block; max-width: 100%; height: auto; margin: 0 auto; overflow: visible; }
.drawing > .narrow { display: none; }
.drawing figcaption { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin-top: 1.25rem; font-size: .8125rem; color: var(--quiet); }
.legend svg { vertical-align: middle; margin-right: .5rem; }
.node rect { fill: var(--surface); stroke: var(--line); stroke-width: 1; }
.node.call rect { fill: var(--blue-soft); stroke: color-mix(in srgb, var(--blue) 40%, transparent); }
.node.object rect { fill: var(--accent-soft); stroke: color-mix(in srgb, var(--accent) 40%, transparent); }
.node text { font-family: var(--text); fill: var(--ink); }
.node .role { font-size: 10.5px; font-weight: 600; fill: var(--blue); }
.node .title { font-size: 13.5px; font-weight: 650; }
.node .detail { font-size: 11px; font-family: var(--mono); fill: var(--quiet); }
.node.object .detail, .node.records .detail { font-family: var(--text); font-size: 11.5px; }
.drawing a:hover rect { stroke-width: 2; }
.drawing a:focus-visible { outline: none; }
.drawing a:focus-visible rect { stroke: var(--accent); stroke-width: 2.5; }
.label { font: 500 11px var(--text); fill: var(--quiet); paint-order: stroke; stroke: var(--raised); stroke-width: 5px; stroke-linejoin: round; }
.line { fill: none; stroke: var(--quiet); stroke-width: 1.4; }
marker path { fill: var(--quiet); }
.line.asks { stroke: var(--blue); stroke-dasharray: 5 4; }
marker.asks path { fill: var(--blue); }
.line.relation { stroke: var(--accent); stroke-width: 1.6; stroke-dasharray: .1 4.5; stroke-linecap: round; }
marker.relation path { fill: var(--accent); }
@media screen and (max-width: 44rem) {
  .drawing { padding: 1rem .75rem; }
  .drawing > .wide { display: none; }
  .drawing > .narrow { display: block; }
}
`;
