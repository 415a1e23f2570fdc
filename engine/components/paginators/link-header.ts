import { described, expr, object, text, type Infer } from '../../language/basics/shape.ts';
import { commonOptions, emptyPageOption, sizeOptions, totalOptions } from './paging/common-options.ts';
import { firstAddress, toAddress } from './paging/next-address.ts';
import { PagingRules } from './paging/paging-rules.ts';
import { linkOf } from '../../http/answer/answer-scope.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { PageEnd, Paginator } from './paginator.ts';

const options = object(
  {},
  {
    start: described(
      expr(),
      "The address of the first page where there is one, such as a `next` that `$state` holds (`state: { kind: token, of: !expr $link('next') }`); else the request says it.",
    ),
    rel: described(text({ minLength: 1 }), "The link's relation.", 'next'),
    ...sizeOptions,
    ...totalOptions,
    empty_page: emptyPageOption('go_on'),
    ...commonOptions,
  },
);

export const linkHeader: Paginator<Infer<typeof options>> = {
  name: 'link_header',
  summary:
    "The `Link` header (RFC 8288) holds the next page's address; it is sent as it is and held to the connection's hosts. A header that cannot be read fails the run.",
  options,
  example: 'paginate: { kind: link_header }',
  open(given, context) {
    const rules = new PagingRules(given, context, 'go_on');
    const rel = (given.rel ?? 'next').toLowerCase();
    return {
      first: () => firstAddress(given.start, context, rules),
      next: (end) => rules.ended(end) ?? toAddress(nextLink(end, rel, rules), end, rules, `no link with rel="${rel}"`),
    };
  },
};

function nextLink(end: PageEnd, rel: string, rules: PagingRules): string | undefined {
  try {
    return linkOf(headOf(end), rel);
  } catch (error) {
    throw error instanceof EngineError ? rules.error('link', error.message, error.hint ?? '') : error;
  }
}

const headOf = (end: PageEnd) => ({
  url: end.url,
  headerLines: (name: string): readonly string[] => {
    const line = end.header(name);
    return end.headerLines?.(name) ?? (line === undefined ? [] : [line]);
  },
});
