import type { Place } from '../../language/basics/place.ts';
import type { Expr, Tmpl } from '../../language/basics/value.ts';
import type { AttributeSpec, Feed, Filter, Pack, ReportEntry, Supplemental } from '../../language/model.ts';
import { isTagged } from '../../language/yaml/tagged.ts';

/** An expression or template of a feed, and what it is for. */
export interface Line {
  readonly source: Expr | Tmpl;
  /** As a person would call it: `Severity`, `the key`, `the call detail`. */
  readonly feeds: string;
  /** The variable that holds what it gives. */
  readonly variable?: string | undefined;
}

/** All that a feed makes of what comes. */
export const linesOf = (feed: Feed, pack: Pack): readonly Line[] => {
  const { source, window, state } = feed;
  const endpoints = endpointsOf(feed).flatMap((name) => pack.endpoints.get(name) ?? []);
  return [
    ...(source.kind === 'each'
      ? lines('which documents are fetched', [source.where, source.changed, source.with])
      : lines(
          'what the vendor is told',
          source.variants.map(({ afterApplied }) => afterApplied),
        )),
    ...feed.filters.flatMap(filterLines),
    ...lines('the key', [feed.key, endpoints.map(({ key }) => key)]),
    ...lines('the version', [feed.version, endpoints.map(({ version }) => version)]),
    ...lines('the time by which a record belongs to a window', window?.time),
    ...lines('the window', window),
    ...lines('what the next run begins with', state?.options),
    ...feed.supplemental.flatMap(callLines),
    ...feed.let.flatMap(({ name, value }) => lines(`$${name}`, value, name)),
    ...feed.report.flatMap(entryLines),
    ...feed.relate.flatMap((one) => lines(`the relation ${one.name}`, one)),
    ...feed.fulfillment.flatMap((one) => lines(`the file of ${one.of}`, one)),
  ];
};

/** The endpoints whose records a feed gets. */
export const endpointsOf = ({ source, supplemental }: Pick<Feed, 'source' | 'supplemental'>): readonly string[] => [
  ...(source.kind === 'each' ? [source.each, source.call] : source.variants.map(({ call }) => call)),
  ...supplemental.flatMap(callsOf),
];

const callsOf = ({ call, supplemental }: Supplemental): readonly string[] => [call, ...supplemental.flatMap(callsOf)];

const filterLines = (filter: Filter): readonly Line[] => {
  if (filter.kind === 'expand') return lines('what a record is expanded to', filter.expr);
  if (filter.kind === 'set') return filter.members.flatMap(({ name, value }) => lines(`the member ${name}`, value));
  return lines(`the filter "${filter.because}"`, filter.test);
};

const callLines = (one: Supplemental): readonly Line[] => [
  ...lines(`the call ${one.name}`, [one.when, one.with, one.over, one.batch], one.name),
  ...one.supplemental.flatMap(callLines),
];

const entryLines = (entry: ReportEntry): readonly Line[] => {
  const { name, fields } = entry;
  const part = (what: keyof ReportEntry): readonly Line[] => lines(`${what} of ${name}`, entry[what]);
  return [
    ...entry.attributes.flatMap((spec) => attributeLines(spec, name)),
    ...Object.entries(fields).flatMap(([field, value]) => lines(`${field} of ${name}`, value)),
    ...(['value', 'type', 'subtype', 'identity', 'tags', 'ref', 'withdraw', 'when', 'each'] as const).flatMap(part),
    ...lines(`the relations of ${name}`, entry.related),
  ];
};

const attributeLines = (spec: AttributeSpec, entry: string): readonly Line[] =>
  spec.kind === 'named'
    ? lines(spec.name, [spec.value, spec.when])
    : lines(`the attributes of ${entry}`, [spec.each, spec.name, spec.value]);

/** Whatever is evaluated in a part of the model. */
const lines = (feeds: string, part: unknown, variable?: string): readonly Line[] =>
  sourcesIn(part).map((source) => ({ source, feeds, variable }));

const sourcesIn = (part: unknown): readonly (Expr | Tmpl)[] => {
  if (typeof part !== 'object' || part === null || part instanceof Map) return [];
  return isTagged(part) ? [part] : Object.values(part).flatMap(sourcesIn);
};

export const placeKey = ({ file, line, column }: Place): string => `${line}:${column}:${file}`;
