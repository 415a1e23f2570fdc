import type { Sample } from '../sample/read-sample.ts';
import { expression, jsonataPath } from '../write/yaml.ts';
import { find, isToken, membersOf, nameOf, type Member } from './envelope.ts';
import type { Pages } from './pages.ts';

const TOKEN = /cursor|continuation|(?:page|sync|next|resume)_?token|^next(?:_?page|_?id)?$|^scroll(?:_?id)?$|search_?after/i;
const MORE = /^(?:has_?(?:more|next(?:_?page)?)|more|more_?(?:data|results|available))$/i;

/** Such a token is sent back under this name, unless the address shows another. */
const paramFor = (member: Member, query: URLSearchParams): string => {
  const name = nameOf(member) === 'value' ? (member.path.at(-2) ?? '') : nameOf(member);
  const known = [...query.keys()].find((one) => TOKEN.test(one) || /^after$/i.test(one));
  if (known !== undefined) return known;
  if (typeof member.value === 'number') return 'page';
  const bare = name.replace(/^(?:next|end)_?(?=.)/i, '').replace(/_?next$/i, '');
  const plain = bare === '' || /^id$/i.test(bare) ? name : bare;
  return plain.slice(0, 1).toLowerCase() + plain.slice(1);
};

/** A flag around the records that says whether more pages follow. */
export const moreFlag = (members: readonly Member[]): string | undefined => {
  const flag = find(members, MORE, (value) => typeof value === 'boolean');
  return flag === undefined ? undefined : expression(`${jsonataPath(flag.path)} = false`);
};

/** Pages whose answers hold a token for the next one. */
export const byToken = ({ envelope }: Sample, query: URLSearchParams): Pages | undefined => {
  const members = membersOf(envelope);
  const member = find(members, TOKEN, isToken);
  if (member === undefined) return undefined;
  const name = paramFor(member, query);
  const stop = moreFlag(members);
  return {
    paginate: `kind: cursor, token: ${expression(jsonataPath(member.path))}${stop === undefined ? '' : `, stop_when: ${stop}`}`,
    params: [{ name, value: '$page.token', optional: true }],
    remark: `Decide: the parameter that takes the next page's token; ${name} is guessed.`,
    isFurther: { when: `$exists(query.${jsonataPath([name])})` },
    host: undefined,
  };
};
