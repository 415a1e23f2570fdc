import type { JsonRecord } from '../../language/basics/json.ts';
import { isMap } from '../sample/columns.ts';
import { isStix, type Sample } from '../sample/read-sample.ts';
import { expression, jsonataPath, remark } from '../write/yaml.ts';

interface Member {
  readonly path: readonly string[];
  readonly value: unknown;
}

const DEEPEST = 3;
const NEXT = /next/i;
const TOKEN = /cursor|continuation|(page|sync|next)_?token|^next(_?page)?$/i;
const TOTAL = /^(total|count|hits|found)(_?(results?|count|hits|items|records|size))?$/i;

/** What stands around the records, as far down as maps go. */
const membersOf = (value: JsonRecord, above: readonly string[] = []): readonly Member[] =>
  Object.entries(value).flatMap(([name, one]) => {
    const path = [...above, name];
    return isMap(one) ? (path.length < DEEPEST ? membersOf(one, path) : []) : [{ path, value: one }];
  });

const isUrl = (value: unknown): boolean => typeof value === 'string' && /^(https?:\/\/|\/)\S+$/i.test(value);
const isToken = (value: unknown): boolean => typeof value === 'string' && value !== '' && !isUrl(value);

/** A remark on the pages of the source, as far as the sample speaks of them. */
export const pagingRemark = (sample: Sample): string => {
  if (isStix(sample)) return '# Decide: `paginate: { kind: taxii }`, if it is a TAXII server that answers so.';
  const { envelope, records } = sample;
  const members = isMap(envelope) ? membersOf(envelope) : [];
  const find = (name: RegExp, test: (value: unknown) => boolean): Member | undefined =>
    members.find(({ path, value }) => name.test(path.at(-1) ?? '') && test(value));
  const next = find(NEXT, isUrl);
  if (next !== undefined)
    return remark(
      `Decide: \`paginate: { kind: next_url, url: ${expression(jsonataPath(next.path))} }\`; the sample has an address there.`,
    );
  const token = find(TOKEN, isToken);
  if (token !== undefined)
    return remark(
      `Decide: \`paginate: { kind: cursor, token: ${expression(jsonataPath(token.path))} }\`, with \`$page.token\` in the request.`,
    );
  const total = find(TOTAL, (value) => Number(value) > records.length);
  if (total !== undefined)
    return remark(
      `Decide: \`paginate:\`; the sample holds ${records.length} of ${String(total.value)} records by its ${total.path.join('.')}.`,
    );
  return '# Decide: `paginate:`, if an answer holds only a part of the records.';
};
