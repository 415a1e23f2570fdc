import type { Place } from '../basics/place.ts';
import type { ReportValue } from '../basics/value.ts';
import type { Vocabulary } from '../basics/vocabulary.ts';
import { literalsOf } from '../check/object-type.ts';
import type { Action, Feed, Pack, UserField } from '../model.ts';
import { callsOf } from './calls.ts';
import { Reads } from './reads.ts';

/** What a definition gives a name to, and whether anything of the pack uses it. */
export interface Declared {
  readonly code: string;
  /** Of an option alone: a mock may read it as well. */
  readonly option?: string;
  /** Where it is named: what several packs share is named once. */
  readonly place: Place;
  readonly isUsed: boolean;
  readonly message: string;
  readonly hint: string;
}

/** Every name that a pack without errors declares, but for its fragments, which are gone by then. */
export const declaredIn = (pack: Pack, vocabulary: Vocabulary): readonly Declared[] => {
  const feeds = [...pack.feeds.values()].map((feed) => ({ feed, reads: new Reads(vocabulary, [feed]) }));
  const actions = [...pack.actions.values()].map((action) => ({ action, reads: new Reads(vocabulary, [action]) }));
  const endpoints = [...pack.endpoints.values()].map((endpoint) => ({ endpoint, reads: new Reads(vocabulary, [endpoint]) }));
  const all = [new Reads(vocabulary, [pack.connection]), ...[...feeds, ...actions, ...endpoints].map(({ reads }) => reads)];
  const called = new Set([...pack.feeds.values()].flatMap((feed) => callsOf(feed).map(({ call }) => call)));
  return [
    ...optionsOf(pack).map((field) => option(field, '$user', (name) => all.some((reads) => reads.member('user', name)))),
    ...actions.flatMap(({ action, reads }) =>
      action.options.map((field) => option(field, '$options', (name) => reads.member('options', name))),
    ),
    ...endpoints.flatMap(({ endpoint: { name, place }, reads, endpoint }) => [
      declared('endpoint.unused', place, called.has(name), `No feed calls the endpoint \`${name}\`.`, CALL),
      ...[...(endpoint.argPlaces ?? [])].map(([arg, at]) =>
        declared(
          'endpoint.unused-argument',
          at,
          reads.member('args', arg),
          `The request of \`${name}\` never reads \`$args.${arg}\`.`,
          ARG,
        ),
      ),
    ]),
    ...[...pack.tables.values()].flatMap(({ name, place }) =>
      place === undefined
        ? []
        : declared(
            'table.unused',
            place,
            all.some((reads) => reads.table(name)),
            `Nothing looks anything up in the table \`${name}\`.`,
            TABLE,
          ),
    ),
    ...feeds.flatMap(({ feed, reads }) => [...feed.let.map((one) => bound('let.unused', one, reads)), ...answersOf(feed, reads)]),
    ...actions.flatMap(({ action, reads }) => action.let.map((one) => bound('let.unused', one, reads))),
    ...typesOf(pack),
  ];
};

const CALL = 'Name it as `source:` of a feed or under `call:`, or remove it.';
const ARG = 'Send it in the query, the path or the body, or remove it here and under `with:`.';
const TABLE = "Name it under `table:` of a look-up, or in `$table('name', key)`; else remove it.";

const declared = (code: string, place: Place, isUsed: boolean, message: string, hint: string): Declared => ({
  code,
  place,
  isUsed,
  message,
  hint,
});

const option = ({ name, place }: UserField, owner: string, isRead: (name: string) => boolean): Declared => ({
  option: name,
  ...declared(
    'user-field.unused',
    place,
    isRead(name),
    `Nothing reads the option \`${name}\`: whoever sets it changes nothing.`,
    `Read it as \`${owner}.${name}\` where it belongs, or remove it.`,
  ),
});

/** Those of the connection where they are declared first: a pack that only gives one other words need not read it. */
const optionsOf = ({ connection, feeds, actions }: Pack): readonly UserField[] => {
  const first = new Map(connection?.userFields.map((field) => [field.name, field]));
  const others = [...feeds.values(), ...actions.values()].flatMap(({ userFields }) => userFields);
  return [...first.values(), ...others.filter(({ name }) => !first.has(name))];
};

const bound = (code: string, { name, place }: { readonly name: string; readonly place: Place }, reads: Reads): Declared =>
  declared(
    code,
    place,
    reads.variable(name),
    `Nothing reads \`$${name}\`.`,
    `Read it as \`$${name}\` (\`{{@${name}}}\` in a template), or remove it.`,
  );

const answersOf = ({ supplemental }: Feed, reads: Reads): readonly Declared[] =>
  supplemental.map(({ name, place }) =>
    declared(
      'supplemental.unused',
      place,
      reads.variable(name),
      `A call is made for each record, and nothing reads its answer \`$${name}\`.`,
      `Read it as \`$${name}\`, or remove the call.`,
    ),
  );

const typesOf = ({ objectTypes, feeds, actions }: Pack): readonly Declared[] => {
  const types = [...feeds.values()].flatMap(({ report }) => report.map(({ type }) => type));
  const named = new Set([...types.flatMap(literalsOf).map(([code]) => code), ...accepted(actions.values())]);
  return objectTypes.flatMap(({ code, place }) =>
    place === undefined
      ? []
      : declared(
          'object-type.unused',
          place,
          named.has(code) || types.some(isOpen),
          `No report entry makes an object of the type \`${code}\`, and no action takes one.`,
          'Name it under `type:` or `accepts:`, or remove it.',
        ),
  );
};

const accepted = (actions: Iterable<Action>): readonly string[] => [...actions].flatMap(({ accepts }) => accepts);

/** What may come of it is not told by its text. */
const isOpen = (type: ReportValue): boolean =>
  type.kind === 'lookup' ? type.otherwise.kind === 'keep' : type.kind !== 'literal';
