import { EngineError } from '../../language/basics/errors.ts';
import type { RunContext } from '../context/context.ts';
import type { Counter } from '../context/ledger.ts';

interface Counted {
  readonly context: RunContext;
  readonly counter: Counter;
}

/** Past the feed's threshold something is wrong with the vendor or the definition, not with a record. The share is of the records that passed the filters. */
export function checkQuarantine({ context, counter }: Counted): void {
  const { records } = context.plan.feed.quarantineLimit;
  const judged = counter.quarantined + counter.mapped + counter.skipped;
  if (counter.quarantined > records || (judged >= 1000 && overShare(context, counter)))
    throw tooManyQuarantined(context, counter);
}

/** The same at the end of a window, where a few records are all there are: one bad record among several is no failure. */
export function checkQuarantineAtEnd({ context, counter }: Counted): void {
  const nothingElse = counter.quarantined > 0 && counter.mapped + counter.skipped === 0;
  if (nothingElse || (counter.quarantined >= 10 && overShare(context, counter))) throw tooManyQuarantined(context, counter);
}

const overShare = (context: RunContext, { quarantined, mapped, skipped }: Counter): boolean =>
  quarantined > context.plan.feed.quarantineLimit.share * (quarantined + mapped + skipped);

const tooManyQuarantined = (context: RunContext, counter: Counter): EngineError =>
  new EngineError(
    'run.quarantine',
    `${counter.quarantined} of ${counter.fetched} records could not be mapped; the first: ${counter.firstFailure ?? 'unknown'}`,
    {
      place: context.plan.feed.place,
      hint:
        counter.mapped + counter.skipped === 0
          ? 'Mend the definition: not one record could be mapped.'
          : 'Mend the definition, or raise `quarantine_limit` of the feed if such records may be set aside.',
    },
  );
