/** What a value is where nothing was given for it, and other rules that hold everywhere; `values.test.ts` holds each of them. */
import { indicatorStatuses, indicatorSubtypes } from '../../engine/language/pack/object-types.ts';
import { code, table } from './markdown.ts';

/** Of each type of option: the value without one, what `$exists` and a condition say of it, and how one is given by `--set`. */
export const withoutValue: readonly (readonly [types: readonly string[], value: string, exists: boolean, set: string])[] = [
  [['text', 'textarea'], 'missing', false, '`name=a text`; a blank one is none'],
  [['url', 'secret'], 'missing', false, '`name=…`, without blanks around it; `name=@file` for what must not stand there'],
  [['number'], 'missing (never 0)', false, '`name=70`'],
  [['date'], 'missing', false, '`name=2026-01-31`'],
  [['select'], 'missing', false, "`name=…`: the choice's value or label, in any case"],
  [['multiselect'], 'the empty list', true, '`name=a,b`: commas or line ends between'],
  [['lines'], 'the empty list', true, '`name=a,b`: commas or line ends between; `name=@file` with one a line'],
  [['boolean'], '`false`', true, '`name=true`, `yes`, `on`, `1`, or their contraries'],
];

const options = table(
  ['option of type', 'without a value', '`$exists` of it', 'by `--set`'],
  withoutValue.map(([types, value, exists, set]) => [types.map(code).join(', '), value, code(String(exists)), set]),
);

export const valueRules = (): string =>
  [
    'An option for which nothing is given has its `default`; without one:',
    options,
    'So a list is asked by `$count($user.lists) > 0`, and a boolean by itself (`$user.flag`). Of several `--set` of one name the last one counts; an entry with a comma in it needs a YAML list in `feedwright.yaml`. No text, date or number that was left blank is passed on as an empty text or as 0.',
    "A function of JSONata gives nothing for nothing: `$not(next)` of a `next` that is missing or null is missing, not true, and a condition that is missing is false. Write `$not($exists(next))`. A null is missing because decoders leave it out; with `nulls: keep` it stays, and then `$exists(next)` and `$not(next)` of it are both true. An empty text, an empty list and `false` of the vendor's exist.",
    "In a template `{{subject}}` is a field of the vendor's and `{{@user.host}}` a name of one's own, which an expression writes as `subject` and `$user.host`. Where there is no data to read (settings, requests, logins, actions) a field can't be right, and is an error.",
    "Durations have no sign: a `window`, a `step` or `--since P7D` counts back by itself, and `-P1D` or `P-1D` is refused. `$plus` alone takes one with a minus before it (`$plus(time, '-PT5M')`), to go back.",
    `An \`indicator\` has one of these subtypes: ${indicatorSubtypes.map(code).join(', ')}; and one of these statuses: ${indicatorStatuses.map(code).join(', ')}. Of other types any word is taken. \`custom_subtypes\` and \`custom_statuses\` of a pack add to these, or say which words another type has; then every other word that stands in the definition is a warning.`,
  ].join('\n\n');
