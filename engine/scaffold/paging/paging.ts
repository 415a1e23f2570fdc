import { isStix, type Sample } from '../sample/read-sample.ts';
import { remark } from '../write/yaml.ts';
import { byOffset, byPageNumber, largerTotal } from './by-number.ts';
import { bySecondPage, type SecondPage } from './by-second-page.ts';
import { byToken } from './by-token.ts';
import { find, membersOf } from './envelope.ts';
import { byNextAddress } from './next-address.ts';
import type { Pages } from './pages.ts';

interface Origin {
  readonly baseUrl: string;
  readonly path: string;
  /** The answer had a Link header with the next page's address. */
  readonly linksNext?: boolean;
}

const LINKED: Pages = { paginate: 'kind: link_header', params: [], remark: undefined, isFurther: undefined, host: undefined };

/** How the next page is asked for, as far as the sample shows it; undefined where it does not. */
export const pagesOf = (sample: Sample, origin: Origin, second: SecondPage | undefined): Pages | undefined => {
  const url = URL.parse(origin.path, origin.baseUrl);
  if (url === null) return undefined;
  const query = url.searchParams;
  if (isStix(sample)) return taxiiPages(sample);
  if (sample.decode.at(-1)?.kind !== 'json') return origin.linksNext === true ? LINKED : undefined;
  if (sample.place.columns?.kind === 'header') return undefined;
  return (
    byNextAddress(sample, origin) ??
    (origin.linksNext === true ? LINKED : undefined) ??
    (second?.path === undefined ? undefined : bySecondPage(sample, url, second)) ??
    byToken(sample, query) ??
    byPageNumber(sample, query) ??
    byOffset(sample, query) ??
    (second === undefined ? undefined : bySecondPage(sample, url, second))
  );
};

/** Of a TAXII server, whose envelopes say whether more follows. */
const taxiiPages = ({ envelope }: Sample): Pages | undefined => {
  const more = find(membersOf(envelope), /^more$/, (value) => typeof value === 'boolean');
  if (more === undefined) return undefined;
  return {
    paginate: 'kind: taxii',
    params: [
      { name: 'added_after', value: '$page.after', optional: true },
      { name: 'next', value: '$page.token', optional: true },
    ],
    remark: undefined,
    isFurther: { when: '$exists(query.next) or $exists(query.added_after)' },
    host: undefined,
  };
};

/** A remark on the pages of a source, where the sample does not show how they are asked for. */
export const pagingRemark = (sample: Sample): string => {
  if (isStix(sample)) return '# Decide: `paginate: { kind: taxii }`, if it is a TAXII server that answers so.';
  const empty = find(membersOf(sample.envelope), /next|cursor/i, (value) => value === null || value === '');
  if (empty !== undefined)
    return remark(
      `Decide: \`paginate:\`; ${empty.path.join('.')} is empty in the sample: take one that has a page after it, and draft that.`,
    );
  const total = largerTotal(sample);
  if (total !== undefined)
    return remark(
      `Decide: \`paginate:\`; the sample holds ${sample.records.length} of ${String(total.value)} records by its ${total.path.join('.')}.`,
    );
  return '# Decide: `paginate:`, if an answer holds only a part of the records.';
};
