import type { Scope } from '../../expression/definition/evaluator.ts';
import type { RunContext } from '../context/context.ts';
import type { Counter } from '../context/ledger.ts';
import type { BoundFilters } from '../records/filters.ts';
import { pushDown } from './push-down.ts';
import { bindRecall } from './recall.ts';
import { NO_SHORTCUTS, type Shortcuts } from './shortcuts.ts';

interface ShortcutParts {
  readonly context: RunContext;
  readonly scope: Scope;
  readonly filters: BoundFilters;
  readonly counter: Counter;
  /** A run that ends after so many records looks at each of them. */
  readonly limit: number | undefined;
  readonly onProgress: () => void;
  /** Of the store, before the window. */
  readonly revision: string | undefined;
}

/** The shortcuts that this window may take. */
export function bindShortcuts(parts: ShortcutParts): Shortcuts {
  const { context, filters, counter, limit, onProgress } = parts;
  const looksAtAll = limit !== undefined || context.plan.variant?.afterApplied !== undefined;
  if (context.services.shortcuts === false || looksAtAll) return NO_SHORTCUTS;
  const state = context.state?.session;
  const pushed = state?.onRecords === undefined ? pushDown(filters, parts.scope, counter, onProgress) : undefined;
  const recall = state === undefined ? bindRecall({ ...parts, inDoubt: () => pushed?.inDoubt() ?? false }) : undefined;
  return {
    prefilter: pushed?.prefilter,
    recall: recall?.recall,
    testedBy: (batch) => pushed?.testedBy(batch) ?? false,
    staged: (objects, place) => recall?.staged(objects, place),
    restart: () => recall?.restart(),
    confirmed: () => recall?.confirmed(),
    applied: (applied) => recall?.applied(applied),
    keep: (revision) => recall?.keep(revision),
  };
}
