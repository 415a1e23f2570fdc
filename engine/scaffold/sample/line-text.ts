import { escapePattern } from '../../language/escape-pattern.ts';
import { kindOf } from '../guess/kinds.ts';

interface Token {
  readonly text: string;
  /** Tokens of one shape stand in one group of the pattern. */
  readonly shape: string;
  readonly pattern: string;
  readonly name: string | undefined;
}

const NAMES: Readonly<Record<string, string>> = {
  'IP Address': 'address',
  'CIDR Block': 'netblock',
  'IPv6 CIDR Block': 'netblock',
  URL: 'url',
  FQDN: 'domain',
  'Email Address': 'email',
  CVE: 'cve',
};

/** The member that a value of this subtype stands in. */
export const memberFor = (subtype: string | undefined): string => (subtype === undefined ? 'value' : (NAMES[subtype] ?? 'hash'));

const TIME = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\S*/y;

const tokensOf = (line: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (let at = 0; at < line.length;) {
    TIME.lastIndex = at;
    const text = TIME.exec(line)?.[0] ?? /^\S+/.exec(line.slice(at))?.[0] ?? '';
    if (text !== '') tokens.push(tokenOf(text));
    at += text.length;
    at += /^\s+/.exec(line.slice(at))?.[0].length ?? 0;
  }
  return tokens;
};

const tokenOf = (text: string): Token => {
  if (/^\d{4}-\d\d-\d\d[ T]/.test(text))
    return { text, shape: 'time', pattern: '\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d\\S*', name: 'time' };
  const subtype = kindOf(text)?.subtype;
  if (subtype !== undefined) return { text, shape: 'kind', pattern: '\\S+', name: memberFor(subtype) };
  if (/^[A-Za-z_-]+$|^[^\w\s]+$/.test(text)) return { text, shape: `=${text}`, pattern: escapePattern(text), name: undefined };
  return { text, shape: 'text', pattern: '\\S+', name: 'text' };
};

/** Options of the decoder `lines` for text that is no table; undefined where no line shows a value that a feed is about. */
export const guessLines = (all: readonly string[], comment: string | undefined): Readonly<Record<string, unknown>> => {
  const lines = all
    .map((line) => line.trim())
    .filter((line) => line !== '' && (comment === undefined || !line.startsWith(comment)));
  const said = comment === undefined ? {} : { comment };
  const sample = lines.slice(0, 500);
  if (sample.every((line) => !/\s/.test(line))) {
    const kinds = sample.map((line) => kindOf(line)?.subtype);
    const named = new Set(kinds.map(memberFor));
    return { name: named.size === 1 ? [...named][0] : 'value', ...said };
  }
  const rows = sample.map(tokensOf).filter((row) => row.length <= 30);
  const groups = [...Map.groupBy(rows, (row) => row.map(({ shape }) => shape).join(' ')).values()];
  const [best] = groups
    .filter((group) => group[0]?.some(({ shape }) => shape === 'kind') === true)
    .toSorted((a, b) => b.length - a.length);
  if (best?.[0] === undefined) return { ...said };
  return { pattern: patternOf(best[0]), ...(groups.length === 1 ? {} : { mismatch: 'skip' }), ...said };
};

const patternOf = (row: readonly Token[]): string => {
  const used = new Map<string, number>();
  const parts = row.map(({ name, pattern }) => {
    if (name === undefined) return pattern;
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return `(?<${name}${count === 1 ? '' : `_${count}`}>${pattern})`;
  });
  return `^${parts.join('\\s+')}$`;
};
