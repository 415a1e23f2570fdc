import { described, expr, integer, object, type Infer } from '../../language/basics/shape.ts';
import { commonOptions, emptyPageOption, sizeOptions, totalOptions } from './paging/common-options.ts';
import { PagingRules } from './paging/paging-rules.ts';
import type { Paginator } from './paginator.ts';

const options = object(
  {},
  {
    start: described(integer({ minimum: 0 }), 'The number of the first page.', 1),
    total_pages: described(expr(), 'Over the answer: how many pages there are.'),
    ...sizeOptions,
    ...totalOptions,
    empty_page: emptyPageOption('stop'),
    ...commonOptions,
  },
);

export const pageNumber: Paginator<Infer<typeof options>> = {
  name: 'page_number',
  summary: 'Pages by their number, sent through `$page.number`.',
  options,
  sends: ['number', 'offset'],
  example: 'paginate: { kind: page_number, size: 100, total: !expr meta.total }',
  open(given, context) {
    const rules = new PagingRules(given, context, 'stop');
    const start = given.start ?? 1;
    return {
      first: () => ({ kind: 'page', page: rules.firstPage({ number: start }) }),
      next(end) {
        const ended = rules.ended(end);
        if (ended !== undefined) return ended;
        const pages = rules.number('total_pages', given.total_pages, end);
        if (pages !== undefined && end.page.number - start + 1 >= pages) return rules.stop(`the last of ${pages} pages`);
        rules.another();
        return { kind: 'page', page: rules.nextPage(end) };
      },
    };
  },
};
