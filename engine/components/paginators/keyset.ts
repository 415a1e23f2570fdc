import { described, expr, object, type Infer } from '../../language/basics/shape.ts';
import { commonOptions, sizeOptions, totalOptions } from './paging/common-options.ts';
import { PagingRules } from './paging/paging-rules.ts';
import type { Paginator } from './paginator.ts';

const options = object(
  {
    after: described(
      expr(),
      'Over the last record of a page: the value that the next page starts after, sent through `$page.after`.',
    ),
  },
  {
    start: described(expr(), 'The value that the first page starts after, such as `$state`.'),
    ...sizeOptions,
    ...totalOptions,
    ...commonOptions,
  },
);

export const keyset: Paginator<Infer<typeof options>> = {
  name: 'keyset',
  summary:
    'Each page starts after the last record of the one before, by a value of that record sent through `$page.after`; an empty page is the end.',
  options,
  sends: ['after'],
  example: 'paginate: { kind: keyset, after: !expr id, size: 1000 }',
  open(given, context) {
    const rules = new PagingRules(given, context, 'stop');
    return {
      first() {
        const after = given.start === undefined ? undefined : (context.evaluate(given.start) ?? undefined);
        if (after !== undefined) rules.seen(JSON.stringify(after));
        return { kind: 'page', page: rules.firstPage({ after }) };
      },
      next(end) {
        const ended = rules.ended(end);
        if (ended !== undefined) return ended;
        const after = end.evaluate(given.after, end.last) ?? undefined;
        // A stop here would quietly leave the other pages out.
        if (after === undefined)
          throw rules.error(
            'no-key',
            'The last record of the page has no value for `after`.',
            'Choose a value that every record has.',
          );
        const again = rules.again(JSON.stringify(after), 'key');
        if (again !== undefined) return again;
        rules.another();
        return { kind: 'page', page: rules.nextPage(end, { after }) };
      },
    };
  },
};
