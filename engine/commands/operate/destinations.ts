import {
  type DestinationRow,
  forgetDestination,
  listDestinations,
  refusedBy,
} from '../../api/outputs/destination/list-destinations.ts';
import { count, instant, isoOr, span } from '../../api/wording/units.ts';
import { printTable } from '../display/table.ts';
import { harmless } from '../display/text.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, mockStoreFlag, mustBeOne, storeFlags, type JsonFlag, type StoreFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface Flags extends JsonFlag, StoreFlags {
  readonly refused?: string;
  readonly forget?: string;
}

const json = ({ name, kind, state }: DestinationRow): string =>
  JSON.stringify({
    name,
    kind: kind ?? null,
    ...(state === undefined
      ? { position: null }
      : {
          position: state.change,
          lag: state.lag,
          behind_since: isoOr(state.behindSince, null),
          confirmed_at: isoOr(state.confirmedAt, null),
          delivered: state.delivered,
          refused: state.refused,
          failure:
            state.failure === undefined
              ? null
              : { ...state.failure, since: isoOr(state.failure.since, null), at: isoOr(state.failure.at, null) },
        }),
  });

const health = (io: Io, { kind, state }: DestinationRow): string => {
  if (kind === undefined) return 'no longer in the configuration';
  if (state === undefined) return 'never pushed';
  if (state.failure !== undefined) return `failing since ${instant(state.failure.since)}: ${state.failure.message}`;
  if (state.lag > 0) return `behind${state.behindSince === undefined ? '' : ` for ${span(io.now() - state.behindSince)}`}`;
  return state.refused > 0 ? 'up to date, but for what it refused' : 'up to date';
};

const row = (io: Io, one: DestinationRow): readonly string[] => [
  one.name,
  one.kind ?? '–',
  one.state === undefined ? '–' : count(one.state.delivered),
  one.state === undefined ? '–' : count(one.state.lag),
  one.state === undefined ? '–' : count(one.state.refused),
  instant(one.state?.confirmedAt),
  harmless(health(io, one)),
];

const printRefused = async (io: Io, flags: Flags, name: string): Promise<number> => {
  const letters = await refusedBy(io, flags, name);
  if (flags.json === true) await io.printAll(letters.map(({ at, ...one }) => JSON.stringify({ ...one, at: isoOr(at, null) })));
  else if (letters.length === 0) io.note('nothing was refused');
  else {
    printTable(
      io,
      [
        { title: 'type' },
        { title: 'value', wide: true },
        { title: 'times' },
        { title: 'last' },
        { title: 'in its words', wide: true },
      ],
      letters.map(({ type, subtype, value, attempts, at, reason }) => [
        subtype === '' ? type : `${type} (${subtype})`,
        harmless(value),
        count(attempts),
        instant(at),
        harmless(reason),
      ]),
    );
    io.note(`send them again with: feedwright push ${name} --refused`);
  }
  return EXIT.fine;
};

const forget = async (io: Io, flags: Flags, name: string): Promise<number> => {
  const was = await forgetDestination(io, flags, name);
  io.note(was ? `${name} is forgotten: the next push begins anew` : `nothing was known of ${name}`);
  return EXIT.fine;
};

export const command = defineCommand<Flags>({
  description:
    'Shows how far each destination has come along the changes of the store, how far it lags behind, and what it refused.',
  flags: [
    { flags: '--refused <name>', help: 'what this destination refused, in its words' },
    { flags: '--forget <name>', help: 'forget what this destination has: the next push begins from the first change' },
    jsonFlag,
    mockStoreFlag,
    ...storeFlags,
  ],
  examples: ['feedwright destinations', 'feedwright destinations --refused hub', 'feedwright destinations --json'],
  exits: { 0: 'every destination is reached', 1: 'one is failing, or has refused objects' },
  async run(io, flags) {
    mustBeOne({ '--refused': flags.refused !== undefined, '--forget': flags.forget !== undefined });
    if (flags.refused !== undefined) return printRefused(io, flags, flags.refused);
    if (flags.forget !== undefined) return forget(io, flags, flags.forget);
    const rows = await listDestinations(io, flags);
    if (flags.json === true) await io.printAll(rows.map(json));
    else if (rows.length === 0) io.note('no destinations: write them under `destinations:` in feedwright.yaml');
    else
      printTable(
        io,
        [
          { title: 'name' },
          { title: 'kind' },
          { title: 'has' },
          { title: 'lag' },
          { title: 'refused' },
          { title: 'confirmed' },
          { title: 'state', wide: true },
        ],
        rows.map((one) => row(io, one)),
      );
    return rows.some(({ state }) => state?.failure !== undefined || (state?.refused ?? 0) > 0) ? EXIT.failed : EXIT.fine;
  },
});
