import { object } from '../../language/shape.ts';
import type { Infer } from '../../language/shape.ts';
import { commonOptions, sizeOptions } from './paging/common-options.ts';
import { PagingRules } from './paging/paging-rules.ts';
import type { PageEnd, Paginator } from './paginator.ts';

const options = object({}, { ...sizeOptions, ...commonOptions });

/** TAXII 2.1 (OASIS standard), sections 3.4 and 3.7; the header is of section 1.6.6. */
export const taxii: Paginator<Infer<typeof options>> = {
  name: 'taxii',
  summary:
    'TAXII 2.1: while `more` is true, `next` is sent back through `$page.token`; a server without it goes on after its `X-TAXII-Date-Added-Last`, through `$page.after`.',
  options,
  sends: ['token', 'after'],
  example: 'paginate: { kind: taxii, size: 1000 }',
  open(given, context) {
    const rules = new PagingRules(given, context, 'go_on');
    return {
      first: () => ({ kind: 'page', page: rules.firstPage() }),
      next(end) {
        const ended = rules.ended(end);
        if (ended !== undefined) return ended;
        if (member(end, 'more') !== true) return rules.stop('no more objects', end);
        const token = rules.text(member(end, 'next'), '`next` of the answer');
        const after =
          token === undefined ? rules.text(end.header('x-taxii-date-added-last'), 'X-TAXII-Date-Added-Last header') : undefined;
        const mark = token ?? after;
        if (mark === undefined) {
          throw rules.error(
            'no-token',
            'The answer says that there is more, but has neither `next` nor X-TAXII-Date-Added-Last.',
            'Ask the operator of the TAXII server.',
          );
        }
        rules.another();
        rules.fresh(mark, token === undefined ? 'X-TAXII-Date-Added-Last' : '`next`');
        return { kind: 'page', page: rules.nextPage(end, { token, after }) };
      },
    };
  },
};

function member({ envelope }: PageEnd, name: string): unknown {
  return typeof envelope === 'object' && envelope !== null && Object.hasOwn(envelope, name)
    ? (envelope as Record<string, unknown>)[name]
    : undefined;
}
