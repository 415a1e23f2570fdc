import type { Scope } from '../../expression/definition/evaluator.ts';
import type { Endpoint, Pack, UserField } from '../../language/model.ts';
import { readOptions } from '../../language/user-field/option-values.ts';
import type { Placeholders } from './placeholders.ts';

/** What members of the run's variables mean to a reader. */
const WORDS = {
  run: { since: 'the start of the run', until: 'the end of the run', now: 'the time of the run', id: 'the id of the run' },
  window: { since: 'the start of the window', until: 'the end of the window' },
  slice: { since: 'the start of the slice', until: 'the end of the slice' },
  page: {
    token: 'the token of the next page, from the answer before',
    after: 'where the page before ended',
    offset: 'how many records came before',
    size: 'records in a page',
    number: 'the number of the page',
  },
  job: { id: 'what ordering the job gave' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The meaning of `$window.since` and its kin; undefined: there is none of that name. */
export const runWords = (text: string): string | undefined => {
  const [variable = '', member = ''] = text.replace('$', '').split('.');
  if (variable === 'state') return 'what the last run left';
  if (variable === 'partition') return 'the value that the run is for';
  return (WORDS as Readonly<Record<string, Readonly<Record<string, string>>>>)[variable]?.[member];
};

/** What a request sees, with a mark for all that a run brings: options have their defaults, secrets never a value. */
export const requestScope = (
  {
    fields,
    args,
    endpoint,
  }: {
    readonly fields: readonly UserField[];
    /** What the arguments mean, by their names. */
    readonly args: ReadonlyMap<string, string>;
    readonly endpoint: Endpoint | undefined;
  },
  holes: Placeholders,
): Scope => ({
  ...Object.fromEntries(
    Object.entries(WORDS).map(([variable, members]) => [
      variable,
      Object.fromEntries(Object.entries(members).map(([member, meaning]) => [member, holes.mark(member, meaning)])),
    ]),
  ),
  ...pageOf(endpoint, holes),
  user: userOf(fields, holes),
  args: Object.fromEntries(
    [...(endpoint?.args.keys() ?? [])].map((name) => [name, holes.mark(name, args.get(name) ?? 'what the caller gives')]),
  ),
  state: holes.mark('state', runWords('$state') ?? ''),
  partition: holes.mark('partition', runWords('$partition') ?? ''),
  fields: endpoint?.fields?.names.slice(0, endpoint.fields.perCall),
  token: holes.mark('session_token', 'the token that the login gave', { isSecret: true }),
});

/** The size of a page stands in the definition. */
const pageOf = (endpoint: Endpoint | undefined, holes: Placeholders): Scope => {
  const size = endpoint?.paginate?.options['size'];
  const number = { isNumber: true };
  return {
    page: {
      ...Object.fromEntries(Object.entries(WORDS.page).map(([member, meaning]) => [member, holes.mark(member, meaning)])),
      offset: holes.mark('offset', WORDS.page.offset, number),
      number: holes.mark('number', WORDS.page.number, number),
      ...(typeof size === 'number' ? { size } : {}),
    },
  };
};

const userOf = (fields: readonly UserField[], holes: Placeholders): Readonly<Record<string, unknown>> => {
  const usual = readOptions(fields, {}).values;
  return Object.fromEntries(
    fields.map((field) => {
      const { name, label, type } = field;
      const isSecret = type === 'secret';
      if (usual[name] !== undefined && !isSecret) return [name, usual[name]];
      const mark = holes.mark(name, `the option "${label}"`, { isSecret });
      return [name, type === 'url' ? `https://${mark}` : mark];
    }),
  );
};

/** Options of every call of a pack. */
export const fieldsOf = (pack: Pack): readonly UserField[] => {
  const all = [...pack.userFields, ...[...pack.feeds.values()].flatMap(({ userFields }) => userFields)];
  return [...new Map(all.map((field) => [field.name, field])).values()];
};
