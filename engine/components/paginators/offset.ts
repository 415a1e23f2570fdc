import { choice, described, integer, object, type Infer } from '../../language/basics/shape.ts';
import { commonOptions, emptyPageOption, sizeOptions, totalOptions } from './paging/common-options.ts';
import { PagingRules } from './paging/paging-rules.ts';
import type { Paginator } from './paginator.ts';

const options = object(
  {},
  {
    start: described(integer({ minimum: 0 }), 'The offset of the first page.', 0),
    advance: described(
      choice('records', 'size'),
      'The offset grows by the records that came, or by `size` where the server leaves out some that it counts.',
      'records',
    ),
    ...sizeOptions,
    ...totalOptions,
    empty_page: emptyPageOption('stop'),
    ...commonOptions,
  },
);

export const offset: Paginator<Infer<typeof options>> = {
  name: 'offset',
  summary: 'Pages by the number of records before them, sent through `$page.offset`.',
  options,
  sends: ['offset', 'number'],
  example: 'paginate: { kind: offset, size: 500, total: !expr total_count }',
  open(given, context) {
    const rules = new PagingRules(given, context, 'stop');
    const bySize = given.advance === 'size';
    return {
      first() {
        const page = rules.firstPage({ offset: given.start ?? 0 });
        if (bySize && page.size === undefined)
          throw rules.error('size', 'To advance by `size` it must have a value.', 'Give `size`, or leave `advance` out.');
        return { kind: 'page', page };
      },
      next(end) {
        const ended = rules.ended(end);
        if (ended !== undefined) return ended;
        rules.another();
        const advance = bySize ? (end.page.size ?? 0) : end.records;
        if (advance === 0) return rules.stop('an empty page');
        return { kind: 'page', page: rules.nextPage(end, { offset: end.page.offset + advance }) };
      },
    };
  },
};
