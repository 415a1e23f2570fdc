import type { ComponentUse } from '../../language/model.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { cursor } from './cursor.ts';
import { keyset } from './keyset.ts';
import { linkHeader } from './link-header.ts';
import { nextUrl } from './next-url.ts';
import { offset } from './offset.ts';
import { pageNumber } from './page-number.ts';
import type { PagingContext, PagingSession, Paginator } from './paginator.ts';
import { taxii } from './taxii.ts';

/** Alphabetical; the key is the file's name and the `kind:` of `paginate`. */
export const paginators: Readonly<Record<string, Paginator>> = Object.freeze({
  cursor,
  keyset,
  link_header: linkHeader,
  next_url: nextUrl,
  offset,
  page_number: pageNumber,
  taxii,
});

/** A session for one window; `evaluate` as in `PagingContext`. */
export function openPaging(use: ComponentUse, evaluate: PagingContext['evaluate']): PagingSession {
  const paginator = Object.hasOwn(paginators, use.kind) ? paginators[use.kind] : undefined;
  if (paginator === undefined)
    throw new EngineError('paginate.unknown', `There is no paginator "${use.kind}".`, { place: use.place });
  return paginator.open(use.options, { place: use.place, evaluate });
}
