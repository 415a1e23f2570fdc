import type { Sample } from '../sample/read-sample.ts';
import { expression, jsonataPath } from '../write/yaml.ts';
import { moreFlag } from './by-token.ts';
import { find, isWhole, membersOf, nameOf, type Member } from './envelope.ts';
import type { PageParam, Pages } from './pages.ts';

const PAGE = /^(?:page|(?:current|this)_?page|page_?(?:number|no|num|index)|pageNumber)$/i;
const NUMBER_OF_PAGES = /^(?:(?:total|num|max)_?(?:of_?)?pages?|pages|pages_?(?:count|total)|last_?page|page_?count)$/i;
const SIZE = /^(?:(?:per|results_?per|items_?per|records_?per)_?page|page_?size|limit|size)$/i;
const OFFSET = /^(?:offset|skip|start|start_?index|result_?start)$/i;
const TOTALS = [
  /^total(?:_?(?:results?|count|hits|items|records|elements|objects|size))?$/i,
  /^(?:count|hits|found)(?:_?total)?$|^(?:records?|results?|items|num)_?(?:count|total|found)$/i,
];

const totalOf = (members: readonly Member[], records: number): Member | undefined =>
  TOTALS.map((name) => find(members, name, (value) => isWhole(value) && Number(value) >= records)).find(
    (one) => one !== undefined,
  );

/** How many records there are in all by the sample's own word, where that is more than it holds. */
export const largerTotal = ({ envelope, records }: Sample): Member | undefined => {
  const total = totalOf(membersOf(envelope), records.length);
  return total === undefined || Number(total.value) <= records.length ? undefined : total;
};

/** The name under which a number around the records is asked for: that of the address, else its own. */
const paramFor = (name: RegExp, own: string, query: URLSearchParams): string =>
  [...query.keys()].find((one) => name.test(one)) ??
  own.replace(/^(?:current|this)_?/i, '').replace(/^[A-Z]/, (one) => one.toLowerCase());

/** The size of a page, as the answer or else the address tells it. */
const sizeOf = (
  members: readonly Member[],
  query: URLSearchParams,
): { readonly size: number; readonly param: PageParam } | undefined => {
  const member = find(members, SIZE, (value) => isWhole(value) && Number(value) > 0);
  const asked = [...query].find(([name, text]) => SIZE.test(name) && /^[1-9]\d{0,5}$/.test(text));
  const size = asked === undefined ? Number(member?.value) : Number(asked[1]);
  if (!Number.isSafeInteger(size) || size < 1) return undefined;
  return {
    size,
    param: { name: asked?.[0] ?? nameOf(member ?? { path: ['limit'], value: size }), value: '$page.size', optional: false },
  };
};

const total = (members: readonly Member[], { records, expand }: Sample): string => {
  const found = expand === undefined ? totalOf(members, records.length) : undefined;
  return found === undefined ? '' : `, total: ${expression(jsonataPath(found.path))}`;
};

/** Pages by their number. */
export const byPageNumber = (sample: Sample, query: URLSearchParams): Pages | undefined => {
  const members = membersOf(sample.envelope);
  const number =
    find(members, PAGE, isWhole) ??
    members.find(({ path, value }) => path.at(-1) === 'number' && PAGE.test(path.at(-2) ?? '') && isWhole(value));
  const asked = [...query].find(([name, text]) => (PAGE.test(name) || name === 'p') && /^\d{1,6}$/.test(text));
  if (number === undefined && asked === undefined) return undefined;
  const pages = find(members, NUMBER_OF_PAGES, (value) => isWhole(value) && Number(value) > 0);
  const stop = moreFlag(members);
  const all = total(members, sample);
  if (asked === undefined && pages === undefined && stop === undefined && all === '') return undefined;
  const own = number === undefined || nameOf(number) === 'number' ? 'page' : nameOf(number);
  const name = asked?.[0] ?? paramFor(PAGE, own, query);
  const start = (asked === undefined ? Number(number?.value) : Number(asked[1])) === 0 ? 0 : 1;
  const size = sizeOf(members, query);
  return {
    paginate:
      [
        `kind: page_number${start === 0 ? ', start: 0' : ''}`,
        ...(pages === undefined ? [] : [`total_pages: ${expression(jsonataPath(pages.path))}`]),
        ...(size === undefined ? [] : [`size: ${size.size}`]),
      ].join(', ') +
      (pages === undefined ? all : '') +
      (stop === undefined ? '' : `, stop_when: ${stop}`),
    params: [{ name, value: '$page.number', optional: false }, ...(size === undefined ? [] : [size.param])],
    remark: asked === undefined ? `Decide: the parameter that takes the number of the page; ${name} is guessed.` : undefined,
    isFurther: { when: `query.${jsonataPath([name])} != '${start}'` },
    host: undefined,
  };
};

/** Pages by the number of records before them. */
export const byOffset = (sample: Sample, query: URLSearchParams): Pages | undefined => {
  const members = membersOf(sample.envelope);
  const offset = find(members, OFFSET, isWhole);
  const asked = [...query.keys()].find((name) => OFFSET.test(name));
  const size = sizeOf(members, query);
  const all = total(members, sample);
  if ((offset === undefined && asked === undefined) || (size === undefined && all === '')) return undefined;
  const name = asked ?? (offset === undefined ? 'offset' : nameOf(offset));
  return {
    paginate: `kind: offset${size === undefined ? '' : `, size: ${size.size}`}${all}`,
    params: [{ name, value: '$page.offset', optional: false }, ...(size === undefined ? [] : [size.param])],
    remark:
      asked === undefined
        ? `Decide: the parameter that takes the number of records to pass over; ${name} is guessed.`
        : undefined,
    isFurther: { when: `query.${jsonataPath([name])} != '0'` },
    host: undefined,
  };
};
