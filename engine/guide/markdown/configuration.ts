import type { Guide, OptionRow } from '../model/guide.ts';
import { code, plain, prose, table } from './escape.ts';

type Blocks = readonly (readonly string[])[];

/** Tables of options: of all feeds and actions, then of each feed. Those of an action's run stand with the action. */
export const configurationSection = ({ configuration, feeds }: Guide): Blocks => {
  const titles = new Map([
    ['pack', Object.keys(feeds).length === 1 ? 'Connection' : 'Every feed and action'],
    ...Object.values(feeds).map(({ name, title }) => [name, title] as const),
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
      [row.default ?? []].flat().map(code).join(', '),
      choicesOf(row),
      row.required ? 'yes' : row.requiredWhen === null ? 'no' : `where ${code(row.requiredWhen)}`,
    ]),
  );

const descriptionOf = ({ description, limits, type, advanced }: OptionRow): string =>
  [
    ...(description === null ? [] : [prose(description)]),
    ...(limits.length === 0 ? [] : [`${limits.map(plain).join(', ')}.`]),
    ...(type === 'secret' ? ['A secret.'] : []),
    ...(type === 'lines' ? ['One a line.'] : []),
    ...(advanced ? ['Advanced.'] : []),
  ].join(' ');

const choicesOf = ({ choices, type }: OptionRow): string => {
  if (type === 'boolean') return 'on, off';
  return choices.map(({ value, label }) => (value === label ? code(value) : `${code(value)} ${plain(label)}`)).join('<br>');
};
