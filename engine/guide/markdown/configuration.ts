import type { Guide, OptionRow } from '../model/guide.ts';
import { code, plain, prose, table } from './escape.ts';

type Blocks = readonly (readonly string[])[];

/** Tables of options: of all feeds and actions, then of each feed. Those of an action's run stand with the action. */
export const configurationSection = ({ configuration, feeds }: Guide): Blocks => {
  const titles = new Map([
    ['pack', Object.keys(feeds).length < 2 ? 'Connection' : 'Every feed'],
    ...Object.values(feeds).map(
      ({ name, title }) => [name in configuration && name !== 'pack' ? name : `feed ${name}`, title] as const,
    ),
  ]);
  const tables = Object.entries(configuration).filter(([name]) => titles.has(name));
  if (tables.length === 0) return [];
  return [
    ['## Configuration'],
    ['An option is given with `--set NAME=VALUE`, in the environment, or in `feedwright.yaml`.'],
    ...tables.flatMap(([name, rows]) => [[`### ${plain(titles.get(name) ?? name)}: options`], optionTable(rows)]),
  ];
};

/** Options as a table. */
export const optionTable = (rows: readonly OptionRow[]): readonly string[] =>
  table(
    ['Option', 'Name', 'Description', 'Default', 'Choices', 'Required'],
    rows.map((row) => [
      plain(row.label),
      code(row.name),
      descriptionOf(row),
      usualOf(row),
      choicesOf(row),
      row.required ? 'yes' : row.requiredWhen === null ? 'no' : `where ${code(row.requiredWhen)}`,
    ]),
  );

const descriptionOf = ({ description, limits, type, advanced }: OptionRow): string =>
  [
    ...(description === null ? [] : [prose(description)]),
    ...limits.filter((one) => !isSaid(one, description)).map((one) => `${plain(one.charAt(0).toUpperCase() + one.slice(1))}.`),
    ...(type === 'secret' ? ['A secret.'] : []),
    ...(type === 'lines' && !/\blines?\b/.test(description ?? '') ? ['One a line.'] : []),
    ...(advanced ? ['Advanced.'] : []),
  ].join(' ');

/** Does the author name each number of a limit? */
const isSaid = (limit: string, description: string | null): boolean => {
  const numbers = limit.match(/\d+/g) ?? [];
  return numbers.length > 0 && numbers.every((number) => new RegExp(`\\b${number}\\b`).test(description ?? ''));
};

const usualOf = ({ default: usual, type }: OptionRow): string => {
  if (type === 'boolean') return usual === 'true' ? 'on' : 'off';
  return [usual ?? []].flat().map(code).join(', ');
};

const choicesOf = ({ choices, type }: OptionRow): string => {
  if (type === 'boolean') return 'on, off';
  return choices.map(({ value, label }) => (value === label ? code(value) : `${code(value)} ${plain(label)}`)).join('<br>');
};
