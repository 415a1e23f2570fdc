import { isStix, type Sample } from '../sample/read-sample.ts';
import { isSecretName } from '../write/request-lines.ts';
import { expression, jsonataPath, jsonataWord } from '../write/yaml.ts';
import { find, isAddress, membersOf, type Member } from './envelope.ts';
import type { Pages } from './pages.ts';

const NEXT = /next/i;
/** Parameters that lead to a page, more than they say how large it is. */
const LEADS = /cursor|token|after|before|offset|skip|start|marker|scroll|continu|from|next|^p$|page(?!_?(?:size|limit|len))/i;
const SIZES = /size|limit|count|per_?page/i;

const nextMember = (sample: Sample): Member | undefined =>
  isStix(sample) ? undefined : find(membersOf(sample.envelope), NEXT, isAddress);

/** Where the sample itself was probably asked for, as its next page's address has it; undefined where it names none. */
export const ownAddress = (sample: Sample): { readonly baseUrl: string | undefined; readonly path: string } | undefined => {
  const next = nextMember(sample)?.value;
  const url = typeof next === 'string' ? URL.parse(next, 'https://sample.invalid') : null;
  if (url === null || url.pathname === '/' || url.username !== '' || url.password !== '') return undefined;
  const leading = [...url.searchParams.keys()].filter((name) => LEADS.test(name) && !/^(?:page_?)?(?:size|limit)$/i.test(name));
  for (const name of leading) url.searchParams.delete(name);
  const query = url.searchParams.size === 0 ? '' : `?${url.searchParams.toString()}`;
  const isOwn = url.hostname === 'sample.invalid';
  return { baseUrl: isOwn || url.protocol !== 'https:' ? undefined : url.origin, path: url.pathname + query };
};

interface Origin {
  readonly baseUrl: string;
  readonly path: string;
}

/** Pages whose answers hold the next one's address. */
export const byNextAddress = (sample: Sample, { baseUrl, path }: Origin): Pages | undefined => {
  const member = nextMember(sample);
  if (member === undefined || !URL.canParse(path, baseUrl)) return undefined;
  const own = new URL(path, baseUrl);
  const next = URL.parse(String(member.value), own.href);
  if (next === null || next.protocol !== own.protocol) return undefined;
  const changed = [...new Set(next.searchParams.keys())].filter(
    (name) => !isSecretName(name) && next.searchParams.get(name) !== own.searchParams.get(name),
  );
  const leading = changed.find((name) => LEADS.test(name) && !SIZES.test(name)) ?? changed[0];
  if (leading === undefined && next.pathname === own.pathname) return undefined;
  const value =
    leading === undefined ? undefined : `query.${jsonataPath([leading])} = ${jsonataWord(next.searchParams.get(leading) ?? '')}`;
  return {
    paginate: `kind: next_url, url: ${expression(jsonataPath(member.path))}`,
    params: [],
    remark: undefined,
    isFurther: next.pathname === own.pathname && value !== undefined ? { when: value } : { path: next.pathname },
    host: next.host === own.host ? undefined : next.host,
  };
};
