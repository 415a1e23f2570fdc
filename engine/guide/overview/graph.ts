import type { Endpoint, Feed, Pack, ReportEntry, Source, Supplemental } from '../../language/model.ts';
import type { GraphEdge, GraphNode, GuideGraph, RequestRole } from '../model/guide.ts';
import { makesObjects, objectTypeOf, wordsOf } from './entry-types.ts';

/** What a feed is made of: its calls, its records, the objects that come of them, and how they hang together. */
export const graphOf = (feed: Feed, pack: Pack): GuideGraph => {
  const records: GraphNode = { id: 'records', kind: 'records', role: null, title: 'Records', detail: filtersOf(feed) };
  const parts = [
    sourcePart(feed.source, pack),
    ...feed.supplemental.map((one) => supplementalPart(one, 'records', pack)),
    objectsPart(feed, pack),
    fulfillmentPart(feed, pack),
  ];
  return {
    nodes: unique([...(parts[0]?.nodes ?? []), records, ...parts.slice(1).flatMap(({ nodes }) => nodes)]),
    edges: parts.flatMap(({ edges }) => edges),
  };
};

const unique = (nodes: readonly GraphNode[]): readonly GraphNode[] => [...new Map(nodes.map((node) => [node.id, node])).values()];

const filtersOf = ({ filters }: Feed): string | null => {
  const count = filters.filter(({ kind }) => kind === 'keep' || kind === 'drop').length;
  return count === 0 ? null : `${count} filter${count === 1 ? '' : 's'}`;
};

const callNode = (id: string, call: string, role: RequestRole, pack: Pack): GraphNode => ({
  id,
  kind: 'call',
  role,
  title: pack.endpoints.get(call)?.title ?? call,
  detail: addressOf(pack.endpoints.get(call)),
});

/** Method and path as they are written. */
const addressOf = (endpoint: Endpoint | undefined): string | null => {
  if (endpoint === undefined) return null;
  const { method, path } = endpoint.request;
  return `${method} ${path.kind === 'literal' ? String(path.value) : path.source}`;
};

const sourcePart = (source: Source, pack: Pack): GuideGraph => {
  const data = (from: string): GraphEdge => ({ from, to: 'records', kind: 'data', label: null });
  if (source.kind === 'each')
    return {
      nodes: [
        callNode(`call ${source.each}`, source.each, 'index', pack),
        callNode(`call ${source.call}`, source.call, 'document', pack),
      ],
      edges: [
        { from: `call ${source.each}`, to: `call ${source.call}`, kind: 'asks', label: 'for each entry' },
        data(`call ${source.call}`),
      ],
    };
  const told = source.variants.flatMap(({ afterApplied }) => (afterApplied === undefined ? [] : [afterApplied.call]));
  return {
    nodes: [
      ...source.variants.map(({ call }) => callNode(`call ${call}`, call, 'source', pack)),
      ...told.map((call) => callNode(`call ${call}`, call, 'acknowledgement', pack)),
    ],
    edges: [
      ...[...new Set(source.variants.map(({ call }) => call))].map((call) => data(`call ${call}`)),
      ...told.map((call): GraphEdge => ({ from: 'records', to: `call ${call}`, kind: 'asks', label: 'once they are stored' })),
    ],
  };
};

/** A further call: asked for each record of what it hangs on, whose answer goes back there. */
const supplementalPart = (spec: Supplemental, to: string, pack: Pack): GuideGraph => {
  const id = `supplemental ${spec.name}`;
  const inner = spec.supplemental.map((one) => supplementalPart(one, id, pack));
  const of = spec.batch === undefined ? 'for each record' : `for ${spec.batch.of} records at once`;
  return {
    nodes: [callNode(id, spec.call, 'supplemental', pack), ...inner.flatMap(({ nodes }) => nodes)],
    edges: [
      { from: to, to: id, kind: 'asks', label: of },
      { from: id, to, kind: 'data', label: `$${spec.name}` },
      ...inner.flatMap(({ edges }) => edges),
    ],
  };
};

const objectsPart = ({ report: all, relate }: Feed, pack: Pack): GuideGraph => {
  const report = all.filter(makesObjects);
  return { nodes: report.map((entry) => objectNode(entry, pack)), edges: objectEdges(report, relate) };
};

const objectEdges = (report: Feed['report'], relate: Feed['relate']): readonly GraphEdge[] => [
  ...report.map(({ name, each }): GraphEdge => {
    return { from: 'records', to: `object ${name}`, kind: 'data', label: each === undefined ? null : 'for each element' };
  }),
  ...report.flatMap(({ name, related }) =>
    related.map(({ to, as }): GraphEdge => {
      const label = as?.kind === 'literal' ? String(as.value) : null;
      return { from: `object ${name}`, to: `object ${to}`, kind: 'relation', label };
    }),
  ),
  ...relate.map(({ name }): GraphEdge => ({
    from: 'records',
    to: 'records',
    kind: 'relation',
    label: `${name}: by the vendor's ids`,
  })),
];

const objectNode = (entry: ReportEntry, pack: Pack): GraphNode => {
  const names = wordsOf(entry.type).map((code) => objectTypeOf(code, pack)?.name ?? code);
  const subtypes = wordsOf(entry.subtype);
  const [type = 'Object'] = [names.join(' / ')].filter((text) => text !== '');
  const count = entry.attributes.length;
  const more = [
    ...(subtypes.length === 0 ? [] : [subtypes.slice(0, 3).join(', ') + (subtypes.length > 3 ? ', …' : '')]),
    ...(count === 0 ? [] : [`${count} attribute${count === 1 ? '' : 's'}`]),
  ];
  return {
    id: `object ${entry.name}`,
    kind: 'object',
    role: null,
    title: `${entry.name}: ${type}`,
    detail: more.length === 0 ? null : more.join(' · '),
  };
};

const fulfillmentPart = ({ fulfillment }: Feed, pack: Pack): GuideGraph => ({
  nodes: fulfillment.map(({ name, call }) => callNode(`fulfillment ${name}`, call, 'fulfillment', pack)),
  edges: fulfillment.flatMap(({ name, of }): readonly GraphEdge[] => [
    { from: `object ${of}`, to: `fulfillment ${name}`, kind: 'asks', label: 'for each file' },
    { from: `fulfillment ${name}`, to: `object ${of}`, kind: 'bytes', label: 'bytes' },
  ]),
});
