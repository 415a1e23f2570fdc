import { choice, described, object, type Infer } from '../../language/basics/shape.ts';
import { commonOptions, sizeOptions } from './paging/common-options.ts';
import { PagingRules, stop, type Stop } from './paging/paging-rules.ts';
import type { NextPage, PageEnd, Paginator, PagingContext } from './paginator.ts';

const options = object(
  {},
  {
    without_more: described(
      choice('stop', 'go_on'),
      'What an answer with neither `more` nor `next` means: the last page, as the standard says, or, of servers that leave them out, that there may be more after its `X-TAXII-Date-Added-Last`, until a page is empty.',
      'stop',
    ),
    same_added_time: described(
      choice('note', 'fail'),
      'What it means when the server goes on by the added time and all objects of a page have the same one: the next page begins after that time, so that objects may be missing. A word in the ledger, or a failure.',
      'note',
    ),
    ...sizeOptions,
    ...commonOptions,
  },
);

type Options = Infer<typeof options>;

/** TAXII 2.1 (OASIS standard), sections 3.4 and 3.7; the headers are of section 1.6.6. */
export const taxii: Paginator<Options> = {
  name: 'taxii',
  summary:
    'TAXII 2.1: while `more` is true, `next` is sent back through `$page.token`; a server without it goes on after its `X-TAXII-Date-Added-Last`, through `$page.after`.',
  options,
  sends: ['token', 'after'],
  example: 'paginate: { kind: taxii, size: 1000 }',
  open: (given, context) => {
    const paging = new Taxii(given, context);
    return { first: () => ({ kind: 'page', page: paging.rules.firstPage() }), next: (end) => paging.next(end) };
  },
};

class Taxii {
  readonly rules: PagingRules;
  readonly #options: Options;
  /** The page before, with all its objects of one time: if there is anything behind it, some of that time may be missing. */
  #oneTime = false;
  #after: string | undefined;

  constructor(given: Options, context: PagingContext) {
    this.rules = new PagingRules(given, context, 'go_on');
    this.#options = given;
  }

  next(end: PageEnd): NextPage {
    if (this.#oneTime && end.records > 0) this.#sameTime(end);
    this.#oneTime = false;
    const ended = this.rules.ended(end);
    if (ended !== undefined) return ended;
    const more = this.#more(end);
    const token = more === false ? undefined : this.rules.text(member(end, 'next'), '`next` of the answer');
    if (token !== undefined) return this.#goOn(token, '`next`', end, { token });
    if (more === true) return this.#byTime(end, true);
    return more === undefined && this.#options.without_more === 'go_on' ? this.#byTime(end, false) : stop('no more objects');
  }

  /** `isSure`: the server says that there is more. */
  #byTime(end: PageEnd, isSure: boolean): NextPage {
    if (!isSure && end.records === 0) return stop('an empty page');
    const after = this.rules.text(end.header('x-taxii-date-added-last'), 'X-TAXII-Date-Added-Last header');
    if (after === undefined) {
      if (!isSure) return stop('no more objects');
      throw this.rules.error(
        'no-token',
        'The answer says that there is more, but has neither `next` nor X-TAXII-Date-Added-Last.',
        'Ask the operator of the TAXII server.',
      );
    }
    const oneTime = end.records > 1 && end.header('x-taxii-date-added-first') === after;
    if (oneTime && isSure) this.#sameTime(end);
    this.#oneTime = oneTime && !isSure;
    // Some servers give the objects of that time once more.
    if (!isSure && after === this.#after) return stop('no object added later');
    this.#after = after;
    return this.#goOn(after, 'X-TAXII-Date-Added-Last', end, { after });
  }

  #goOn(mark: string, what: string, end: PageEnd, given: { readonly token?: string; readonly after?: string }): NextPage {
    const again: Stop | undefined = this.rules.again(mark, what);
    if (again !== undefined) return again;
    this.rules.another();
    return { kind: 'page', page: this.rules.nextPage(end, given) };
  }

  #sameTime(end: PageEnd): void {
    if (this.#options.same_added_time !== 'fail')
      return end.note?.('whole pages of one added time with more behind them: objects of that time may be missing, raise `size`');
    throw this.rules.error(
      'same-added-time',
      'All objects of a page were added at one time, and there is more: the next page, which begins after that time, may leave some of them out.',
      'Raise `size` to more objects than were added at once, or set `same_added_time: note`.',
    );
  }

  /** Undefined where the answer does not say. */
  #more(end: PageEnd): boolean | undefined {
    const more = member(end, 'more');
    if (more === undefined || more === null) return undefined;
    if (typeof more === 'boolean') return more;
    throw this.rules.error('more', '`more` of the answer is neither true nor false.', 'Ask the operator of the TAXII server.');
  }
}

function member({ envelope }: PageEnd, name: string): unknown {
  return typeof envelope === 'object' && envelope !== null && Object.hasOwn(envelope, name)
    ? (envelope as Record<string, unknown>)[name]
    : undefined;
}
