import type { ComponentUse } from '../../language/model.ts';
import { EngineError } from '../../language/errors.ts';
import type { PagingSession, Paginator } from './paginator.ts';

/** Alphabetical; the key is the file's name and the `kind:` of `paginate`. */
const registry: Readonly<Record<string, Paginator>> = {};

export const paginators = {
  all: registry,
  /** A session for one window. */
  open(use: ComponentUse): PagingSession {
    const paginator = Object.hasOwn(registry, use.kind) ? registry[use.kind] : undefined;
    if (paginator === undefined) throw new EngineError('paginate.unknown', `There is no paginator "${use.kind}".`, { place: use.place });
    return paginator.open(use.options);
  },
};
