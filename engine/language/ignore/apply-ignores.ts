import { Findings } from '../basics/findings.ts';
import { nearest } from '../basics/nearest.ts';
import type { Diagnostic } from '../basics/place.ts';
import { ignoresIn, type Ignore } from './read-ignores.ts';

/** A finding that a comment silences, and why. */
export interface Ignored {
  readonly finding: Diagnostic;
  readonly reason: string;
}

export interface Sifted {
  /** What is left, and what is wrong with the comments themselves. */
  readonly findings: readonly Diagnostic[];
  readonly ignored: readonly Ignored[];
}

export interface IgnoreRules {
  /** Every code that there is. */
  readonly codes: ReadonlySet<string>;
  /** A finding that can't be silenced: the definition does not run with it. */
  readonly mustStay: (finding: Diagnostic) => boolean;
}

/** Tables: in a cell a `#` begins no comment. */
const NO_YAML = /\.csv$/i;
/** So many findings are kept of anything. */
const MOST_CHECKED = 500;

const covers = ({ place, codes, first, last }: Ignore, { code, place: at }: Diagnostic): boolean =>
  codes.includes(code) && at.file === place.file && at.line >= first && at.line <= last;

/** Takes out the findings that comments in these files silence. `texts`: by the path that the findings' places have. */
export const applyIgnores = (
  found: readonly Diagnostic[],
  texts: ReadonlyMap<string, string>,
  { codes, mustStay }: IgnoreRules,
): Sifted => {
  const all = [...texts].flatMap(([file, text]) => (NO_YAML.test(file) ? [] : ignoresIn(file, text.replace(/^\ufeff/, ''))));
  if (all.length === 0) return { findings: found, ignored: [] };
  const whole = all.filter((one) => one.codes.length > 0 && one.reason !== '');
  const [left, ignored]: [Diagnostic[], Ignored[]] = [[], []];
  for (const finding of found) {
    const by = mustStay(finding) ? undefined : whole.find((one) => covers(one, finding));
    if (by === undefined) left.push(finding);
    else ignored.push({ finding, reason: by.reason });
  }
  const own = new Findings();
  // With an error not everything has been looked at.
  const isWhole = !found.some(mustStay);
  for (const one of all.slice(0, MOST_CHECKED)) checkIgnore(one, found, { codes, mustStay, isWhole }, own);
  return { findings: [...left, ...own.sorted()], ignored };
};

const checkIgnore = (
  ignore: Ignore,
  found: readonly Diagnostic[],
  rules: IgnoreRules & { readonly isWhole: boolean },
  own: Findings,
): void => {
  const { place, codes, reason } = ignore;
  if (codes.length === 0 || reason === '')
    return own.error(
      'ignore.no-reason',
      place,
      codes.length === 0 ? '`feedwright-ignore` names no code.' : '`feedwright-ignore` gives no reason.',
      `Write \`# feedwright-ignore ${codes[0] ?? 'CODE'}: why\`; without it nothing is silenced.`,
    );
  for (const code of codes) {
    const met = found.filter((one) => one.code === code && covers(ignore, one));
    const near = nearest(code, rules.codes);
    if (!rules.codes.has(code))
      own.warning(
        'ignore.unknown-code',
        place,
        `There is no finding with the code \`${code}\`.`,
        near === undefined ? 'The code stands in brackets behind each finding.' : `Did you mean \`${near}\`?`,
      );
    else if (met.some((one) => rules.mustStay(one)))
      own.warning(
        'ignore.refused',
        place,
        `\`${code}\` can't be silenced: with this error the definition does not run.`,
        'Mend what it is about, and remove the comment.',
      );
    else if (met.length === 0 && rules.isWhole)
      own.warning('ignore.unused', place, `Nothing here is \`${code}\`: the comment silences nothing.`, 'Remove it.');
  }
};
