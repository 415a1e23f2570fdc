import { formatDuration } from '../../language/basics/duration.ts';
import type { Expr } from '../../language/basics/value.ts';
import type { Feed, Pack } from '../../language/model.ts';
import { states } from '../../components/states/registry.ts';
import { shortSource } from '../../language/user-field/option-values.ts';

/** What a run of a feed does, in sentences: where it starts, in what steps, what becomes of what is no longer there. */
export const stepsOf = (feed: Feed, pack: Pack): readonly string[] => [
  ...windowSteps(feed),
  ...stateSteps(feed),
  ...(feed.partition === undefined
    ? []
    : [`It runs once for each value of ${shown(feed.partition.of)}, with a state of its own.`]),
  ...sourceSteps(feed),
  ...snapshotSteps(feed),
  ...feed.supplemental.map(({ name, call, over, batch }) => {
    const how = over === undefined ? '' : `, in stretches of ${span(over.step)}`;
    const of = batch === undefined ? 'For each record' : `For ${batch.of} records at once`;
    return `${of} it asks for \`$${name}\`${how}: ${titleOf(call, pack)}.`;
  }),
  ...feed.fulfillment.map(({ call, of }) => `For each \`${of}\` it fetches the file: ${titleOf(call, pack)}.`),
];

const titleOf = (call: string, pack: Pack): string => pack.endpoints.get(call)?.title ?? call;

const shown = ({ source }: Expr): string =>
  source.includes('`') ? 'an expression of the definition' : `\`${shortSource({ source } as Expr)}\``;

const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
] as const;

/** A duration as people say it, or what decides it. */
const span = (value: number | Expr): string => {
  if (typeof value !== 'number') return `${shown(value)} (days)`;
  const [size, name] = UNITS.find(([unit]) => value >= unit && value % unit === 0) ?? [0, ''];
  if (size === 0) return formatDuration(value);
  const number = value / size;
  return `${number} ${name}${number === 1 ? '' : 's'}`;
};

const windowSteps = ({ window }: Feed): readonly string[] => {
  if (window === undefined) return [];
  const { period, step, oldest, lookback, delay, align, whole } = window;
  const isZero = (value: number | Expr): boolean => value === 0;
  return [
    `The first run reaches ${span(period)} back; each later one goes on where the last one ended${isZero(lookback) ? '' : `, less ${span(lookback)}`}.`,
    ...(step === undefined ? [] : [`A longer range is asked for in steps of at most ${span(step)}.`]),
    ...(isZero(delay) ? [] : [`It ends ${span(delay)} before now: the vendor is late with what is new.`]),
    ...(align === undefined ? [] : [`${whole ? 'Only whole stretches' : 'Stretches'} of ${span(align)} are asked for.`]),
    ...(oldest === undefined
      ? []
      : [
          `The vendor serves nothing older than ${span(oldest)}: a start before that is an error, unless the run says \`--clip\`.`,
        ]),
  ];
};

const stateSteps = ({ state }: Feed): readonly string[] => {
  const summary = state && states[state.kind]?.summary;
  return summary === undefined ? [] : [`Between runs it keeps: ${summary.charAt(0).toLowerCase()}${summary.slice(1)}`];
};

const sourceSteps = ({ source }: Feed): readonly string[] => {
  if (source.kind === 'each') {
    const which =
      source.changed === undefined
        ? source.where === undefined
          ? 'each entry'
          : 'each entry that is wanted'
        : 'each entry that is new or changed';
    return [`It reads an index, then one document for ${which}, ${source.concurrency} at once.`];
  }
  return source.variants.some(({ afterApplied }) => afterApplied !== undefined)
    ? ['Once everything is in the store, the vendor is told.']
    : [];
};

const snapshotSteps = ({ snapshot }: Feed): readonly string[] =>
  snapshot === undefined
    ? []
    : [
        snapshot.of === 'document'
          ? 'What a document no longer lists expires.'
          : 'The source always lists everything: what it no longer lists expires.',
      ];
