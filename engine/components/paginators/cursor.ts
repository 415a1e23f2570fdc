import { described, expr, object, type Infer } from '../../language/basics/shape.ts';
import { commonOptions, emptyPageOption, sizeOptions, totalOptions } from './paging/common-options.ts';
import { PagingRules } from './paging/paging-rules.ts';
import type { Paginator } from './paginator.ts';

const options = object(
  {
    token: described(
      expr(),
      "Over the answer: the next page's token, of the body or of a header (`$header('X-Next-Cursor')`); where it is missing, blank or `false` this was the last page.",
    ),
  },
  {
    start: described(expr(), 'The token of the first page, such as one that `$state` holds.'),
    ...sizeOptions,
    ...totalOptions,
    empty_page: emptyPageOption('go_on'),
    ...commonOptions,
  },
);

export const cursor: Paginator<Infer<typeof options>> = {
  name: 'cursor',
  summary: 'A token of each answer, sent back for the next page through `$page.token`: in the query, the body or a header.',
  options,
  sends: ['token'],
  example: 'paginate: { kind: cursor, token: !expr meta.next_cursor }',
  open(given, context) {
    const rules = new PagingRules(given, context, 'go_on');
    return {
      first() {
        const token = given.start === undefined ? undefined : rules.text(context.evaluate(given.start), 'first token');
        if (token !== undefined) rules.seen(token);
        return { kind: 'page', page: rules.firstPage({ token }) };
      },
      next(end) {
        const ended = rules.ended(end);
        if (ended !== undefined) return ended;
        const token = rules.text(end.evaluate(given.token), 'token of the next page');
        if (token === undefined) return rules.stop('no further token');
        const again = rules.again(token, 'token');
        if (again !== undefined) return again;
        rules.another();
        return { kind: 'page', page: rules.nextPage(end, { token }) };
      },
    };
  },
};
