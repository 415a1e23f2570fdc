import type { Sample } from '../sample/read-sample.ts';
import { expression, jsonataPath } from '../write/yaml.ts';
import { isToken, isWhole, membersOf, nameOf, type Member } from './envelope.ts';
import type { Pages } from './pages.ts';

/** The page after the sample's. */
export interface SecondPage {
  readonly sample: Sample;
  /** Its path with its query, where it came from an address. */
  readonly path: string | undefined;
}

interface Change {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string;
}

/** Parameters that the second address has otherwise. */
const changesOf = (first: URLSearchParams, second: URLSearchParams): readonly Change[] =>
  [...second].flatMap(([name, to]) => (first.get(name) === to ? [] : [{ name, from: first.get(name) ?? undefined, to }]));

const numbered = (kind: 'page_number' | 'offset', name: string, start: number): Pages => {
  const value = kind === 'offset' ? '$page.offset' : '$page.number';
  return {
    paginate: `kind: ${kind}${start === (kind === 'offset' ? 0 : 1) ? '' : `, start: ${start}`}`,
    params: [{ name, value, optional: false }],
    remark: undefined,
    isFurther: { when: `query.${jsonataPath([name])} != '${start}'` },
    host: undefined,
  };
};

const whole = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

/** From the addresses of both: what grew by one, by a page of records, or came out of the first answer. */
const byAddresses = (sample: Sample, first: URLSearchParams, second: URLSearchParams): Pages | undefined => {
  for (const { name, from, to } of changesOf(first, second)) {
    const token = membersOf(sample.envelope).find(({ value }) => isToken(value) && String(value) === to);
    if (token !== undefined && typeof token.value === 'string')
      return {
        paginate: `kind: cursor, token: ${expression(jsonataPath(token.path))}`,
        params: [{ name, value: '$page.token', optional: true }],
        remark: undefined,
        isFurther: { when: `$exists(query.${jsonataPath([name])})` },
        host: undefined,
      };
    const [before, after] = [whole(from), whole(to)];
    if (after === undefined || (from !== undefined && before === undefined)) continue;
    const isNext = after === (before ?? 1) + 1 && !/offset|skip|start|from/i.test(name);
    if (isNext) return numbered('page_number', name, before ?? 1);
    if (after === (before ?? 0) + sample.records.length) return numbered('offset', name, before ?? 0);
  }
  return undefined;
};

/** From what stands around the records of both: a number that grew by one, or by a page of records. */
const byEnvelopes = (sample: Sample, second: Sample): Pages | undefined => {
  const after = new Map(membersOf(second.envelope).map((one) => [one.path.join('\0'), one.value]));
  const grown = (member: Member): number => {
    const value = after.get(member.path.join('\0'));
    return isWhole(member.value) && isWhole(value) ? Number(value) - Number(member.value) : 0;
  };
  for (const member of membersOf(sample.envelope)) {
    const by = grown(member);
    const kind = by === sample.records.length && by > 1 ? 'offset' : by === 1 ? 'page_number' : undefined;
    if (kind === undefined) continue;
    const remark = `Decide: the parameter for ${member.path.join('.')}, which grows from page to page; ${nameOf(member)} is guessed.`;
    return { ...numbered(kind, nameOf(member), Number(member.value)), remark };
  }
  return undefined;
};

/** How the next page is asked for, as two pages beside each other show it. */
export const bySecondPage = (sample: Sample, path: URL, second: SecondPage): Pages | undefined => {
  const other = second.path === undefined ? null : URL.parse(second.path, path.href);
  return (
    (other === null ? undefined : byAddresses(sample, path.searchParams, other.searchParams)) ??
    byEnvelopes(sample, second.sample)
  );
};
