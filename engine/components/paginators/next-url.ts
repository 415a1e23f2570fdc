import { described, expr, object, type Infer } from '../../language/basics/shape.ts';
import { commonOptions, emptyPageOption, totalOptions } from './paging/common-options.ts';
import { firstAddress, toAddress } from './paging/next-address.ts';
import { PagingRules } from './paging/paging-rules.ts';
import type { Paginator } from './paginator.ts';

const options = object(
  {
    url: described(
      expr(),
      "Over the answer: the next page's address, relative ones among them; where it is missing, blank or `false` this was the last page; what is no text fails the run.",
    ),
  },
  {
    start: described(
      expr(),
      'The address of the first page where there is one, such as a delta link that `$state` holds; else the request says it.',
    ),
    ...totalOptions,
    empty_page: emptyPageOption('go_on'),
    ...commonOptions,
  },
);

export const nextUrl: Paginator<Infer<typeof options>> = {
  name: 'next_url',
  summary: "Each answer's body holds the next page's address; it is sent as it is and held to the connection's hosts.",
  options,
  example: 'paginate: { kind: next_url, url: !expr links.next }',
  open(given, context) {
    const rules = new PagingRules(given, context, 'go_on');
    return {
      first: () => firstAddress(given.start, context, rules),
      next: (end) => rules.ended(end) ?? toAddress(end.evaluate(given.url), end, rules, 'no next address'),
    };
  },
};
