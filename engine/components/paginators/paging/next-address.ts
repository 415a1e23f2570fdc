import type { FirstPage, NextPage, PageEnd, PagingContext } from '../paginator.ts';
import type { PagingRules } from './paging-rules.ts';

/** Begins at the address that `start` gives, or as the request says where it gives none. */
export function firstAddress(start: unknown, context: PagingContext, rules: PagingRules): FirstPage {
  const url = start === undefined ? undefined : rules.address(context.evaluate(start), 'first address');
  const page = rules.firstPage();
  return url === undefined ? { kind: 'page', page } : { kind: 'address', url, page };
}

/** Goes on at the address that an answer gave, or stops where it gave none. */
export function toAddress(given: unknown, end: PageEnd, rules: PagingRules, none: string): NextPage {
  rules.seen(end.url.href);
  const url = rules.address(given, 'next address');
  if (url === undefined) return rules.stop(none);
  const resolved = httpAddress(url, end.url, rules);
  const again = rules.again(resolved.href, 'next address');
  if (again !== undefined) return again;
  rules.another();
  return { kind: 'address', url: resolved.href, page: rules.nextPage(end) };
}

/** Resolved; `file:`, `javascript:` and credentials inside an address have no place here. Throws `paginate.address`. */
function httpAddress(text: string, base: URL, rules: PagingRules): URL {
  const resolved = URL.parse(text, base.href);
  if (resolved === null || (resolved.protocol !== 'https:' && resolved.protocol !== 'http:'))
    throw rules.error('address', 'The next address is no http or https address.', 'Select the address itself.');
  if (resolved.username !== '' || resolved.password !== '')
    throw rules.error(
      'address',
      'The next address has credentials in it.',
      'Ask the vendor for addresses without; credentials belong to `auth`.',
    );
  resolved.hash = '';
  return resolved;
}
