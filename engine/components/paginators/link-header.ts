import { described, object, text } from '../../language/shape.ts';
import type { Infer } from '../../language/shape.ts';
import { commonOptions, emptyPageOption, sizeOptions, totalOptions } from './paging/common-options.ts';
import { toAddress } from './paging/next-address.ts';
import { PagingRules } from './paging/paging-rules.ts';
import { parseLinks } from './paging/parse-links.ts';
import type { PageEnd, Paginator } from './paginator.ts';

const options = object(
  {},
  {
    rel: described(text({ minLength: 1 }), "The link's relation.", 'next'),
    ...sizeOptions,
    ...totalOptions,
    empty_page: emptyPageOption('go_on'),
    ...commonOptions,
  },
);

export const linkHeader: Paginator<Infer<typeof options>> = {
  name: 'link_header',
  summary: "The `Link` header (RFC 8288) holds the next page's address; it is sent as it is and held to the connection's hosts.",
  options,
  example: 'paginate: { kind: link_header }',
  open(given, context) {
    const rules = new PagingRules(given, context, 'go_on');
    const rel = (given.rel ?? 'next').toLowerCase();
    return {
      first: () => ({ kind: 'page', page: rules.firstPage() }),
      next: (end) => rules.ended(end) ?? toAddress(linkOf(end, rel), end, rules, `no link with rel="${rel}"`),
    };
  },
};

/** The first link of the relation, however many lines the header has. */
function linkOf(end: PageEnd, rel: string): string | undefined {
  const line = end.header('link');
  const lines = end.headerLines?.('link') ?? (line === undefined ? [] : [line]);
  return lines.flatMap(parseLinks).find((link) => link.rels.includes(rel))?.target;
}
