import { anyOf, choice, described, expr, integer, type Infer, type Shape } from '../../../language/basics/shape.ts';

/** Options that every paginator has. */
export const commonOptions = {
  stop_when: described(
    expr(),
    'Over the answer around the records, in which their list is empty where `records` is a path: where it is true this was the last page.',
  ),
  stop_at: described(
    expr(),
    'Over the last record of a page: where it is true this was the last page, as in a list that begins with the newest (`modified < $window.since`).',
  ),
  repeated_page: described(
    choice('fail', 'stop'),
    'A page like an earlier one (same first and last record, as many records), or a next address, token or key that was used before, fails the run, or ends paging where the server gives its last page again and again.',
    'fail',
  ),
  max_pages: described(integer({ minimum: 1, maximum: 1_000_000 }), 'More pages than this fail the run.', 10_000),
};

const sizeShape = anyOf(integer({ minimum: 1 }), expr());

/** For requests that say how many records a page is to have. */
export const sizeOptions = {
  size: described(sizeShape, 'Records that a page is asked to have: `$page.size`.'),
  short_page: described(
    choice('stop', 'go_on'),
    'Whether a page with fewer records than `size` is the last one. With `go_on` an empty page is: one request more, but nothing is lost where the server gives fewer than it is asked for.',
    'go_on',
  ),
};

/** For answers that say how many records there are. */
export const totalOptions = {
  total: described(
    expr(),
    'Over the answer: how many records there are in all pages together; paging ends when so many different ones have come, by `key` or, without one, by content.',
  ),
  short_of_total: described(
    choice('note', 'fail'),
    'What it means when the pages end before `total` different records have come, or when `total` changes from page to page: a word in the ledger, or a failure.',
    'note',
  ),
};

export const emptyPageOption = (defaultValue: 'stop' | 'go_on') =>
  described(choice('stop', 'go_on'), 'Whether a page without records is the last one, whatever else it says.', defaultValue);

type Given<O extends Readonly<Record<string, Shape<unknown>>>> = { readonly [K in keyof O]?: Infer<O[K]> };

export type CommonOptions = Given<typeof commonOptions> &
  Given<typeof sizeOptions> &
  Given<typeof totalOptions> & { readonly empty_page?: 'stop' | 'go_on' };
