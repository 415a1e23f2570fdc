import { code, plain } from '../../api/wording/markdown.ts';
import { count } from '../../api/wording/units.ts';
import { formatPlace } from '../../language/basics/place.ts';
import { shortened } from '../../language/shortened.ts';
import type { ChangeGroup, Example } from './changes/change.ts';
import { LEVELS } from './changes/change-kinds.ts';
import type { Diff } from './diff-model.ts';

type ShownPath = (path: string) => string;

/** Examples that people are shown of a group, and how long each may be. */
export const FEW = 3;
const LONGEST = 200;

/** `3 errors, 1 warning, 12 infos`; `no change` only where nothing was left out. */
export const levelCounts = ({ changes, failures }: Pick<Diff, 'changes' | 'failures'>): string => {
  const texts = LEVELS.flatMap((level) => {
    const times = changes.filter((one) => one.level === level).reduce((sum, one) => sum + one.count, 0);
    return times === 0 ? [] : [counted(times, level)];
  });
  if (failures.length > 0) texts.push(`${counted(failures.length, 'comparison')} could not be made`);
  return texts.length === 0 ? 'no change' : texts.join(', ');
};

/** `7 cases of 2 packs compared, 21 packs of the same text`. */
export const comparedText = ({ packs }: Pick<Diff, 'packs'>): string => {
  const by = Map.groupBy(packs, (one) => one.by);
  const played = by.get('cases') ?? [];
  const cases = played.reduce((sum, one) => sum + one.cases, 0);
  const texts = [
    ...(played.length === 0 ? [] : [`${counted(cases, 'case')} of ${counted(played.length, 'pack')} compared`]),
    ...(by.has('text') ? [`${counted(by.get('text')?.length ?? 0, 'pack')} of the same text`] : []),
    ...(by.has('nothing') ? [`${counted(by.get('nothing')?.length ?? 0, 'pack')} not compared`] : []),
  ];
  return texts.join(', ');
};

export const counted = (number: number, thing: string): string => `${count(number)} ${thing}${number === 1 ? '' : 's'}`;

/** One example on one line. */
export const exampleText = ({ where, before, after }: Example): string => {
  const change =
    before === undefined && after === undefined
      ? undefined
      : where === undefined && (before === undefined || after === undefined)
        ? (before ?? after)
        : `${before ?? '–'} → ${after ?? '–'}`;
  return shortened([where, change].filter((part) => part !== undefined).join(': '), LONGEST);
};

/** The result for machines. */
export const asJson = (diff: Diff, shown: ShownPath): object => ({
  old: diff.before,
  new: diff.after,
  packs: diff.packs.map(({ pack, by, cases, fixtures }) => ({
    pack,
    compared_by: by,
    cases,
    fixtures: fixtures === undefined ? null : shown(fixtures),
  })),
  changes: diff.changes.map((group) => ({
    id: group.id,
    level: group.level,
    pack: group.pack,
    of: group.of ?? null,
    what: group.what,
    count: group.count,
    cases: group.cases.map(shown),
    examples: group.examples.map(({ where = null, before = null, after = null }) => ({ where, before, after })),
  })),
  failures: diff.failures.map(({ code, message, hint, place }) => ({
    code,
    message,
    hint: hint ?? null,
    place: place === undefined ? null : formatPlace({ ...place, file: shown(place.file) }),
  })),
});

/** The result for a review: a table a pack, in Markdown with tables. */
export const asMarkdown = (diff: Diff): string => {
  const packs = [...Map.groupBy(diff.changes, ({ pack }) => pack)];
  return [
    `### What changes from ${code(diff.before)} to ${code(diff.after)}`,
    `**${levelCounts(diff)}**; ${comparedText(diff)}.`,
    ...diff.failures.map(({ code: id, message }) => `**Not compared:** ${plain(message)} (${code(id)})`),
    ...packs.map(([pack, groups]) => `#### ${plain(pack)}\n\n${markdownTable(groups)}`),
  ].join('\n\n');
};

const markdownTable = (groups: readonly ChangeGroup[]): string => {
  const rows = groups.map(({ level, id, of = '', what, count: times, cases, examples }) => [
    level,
    code(id),
    of === '' ? '' : code(of),
    code(what),
    count(times),
    cases.length === 0 ? '' : count(cases.length),
    examples
      .slice(0, FEW)
      .map((one) => code(exampleText(one)))
      .join('<br>'),
  ]);
  const titles = ['level', 'change', 'of', 'what', 'count', 'cases', 'examples'];
  return [titles, ['---', '---', '---', '---', '--:', '--:', '---'], ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
};
