import { isoOr } from '../../../language/basics/instant.ts';
import { formatPlace } from '../../../language/basics/place.ts';
import type { WindowLedger } from '../../../store/contract/store.ts';
import type { Lack } from '../../../store/contract/window-seen.ts';
import type { RunContext } from '../../context/context.ts';
import { sumRecords } from '../../context/ledger.ts';
import type { RunRow } from '../../context/run-row.ts';
import type { WindowsEnd } from '../windows-run.ts';

/** Of a run that asked for nothing. */
export const NOTHING_SEEN: RunRow['seen'] = { newest_record: null, nothing_new: null, lacks: [], first_aside: null };

/** What tells whether the feed is well, of all windows of a run. */
export function whatWasSeen({ plan, services }: RunContext, end: WindowsEnd): RunRow['seen'] {
  const further = [end.held?.ledger, end.failed].filter((ledger) => ledger !== undefined);
  const ledgers = [...end.done.map(({ ledger }) => ledger), ...further];
  const seen = ledgers.map((ledger) => ledger.seen ?? {});
  const newest = seen.flatMap((one) => (one.newest === undefined ? [] : [one.newest]));
  const lacks = [...seen.flatMap((one) => one.lacks ?? []), ...(end.error === undefined ? lackOf(end, plan, ledgers) : [])];
  return {
    newest_record: isoOr(newest.length === 0 ? undefined : newest.reduce((a, b) => Math.max(a, b)), null),
    nothing_new: end.error === undefined ? nothingNew(end, ledgers) : null,
    lacks: lacks.map((lack) => ({ ...lack, words: services.redact(lack.words) })),
    first_aside: seen.find((one) => one.aside !== undefined)?.aside ?? null,
  };
}

const fetchedOf = (ledgers: readonly WindowLedger[]): number => sumRecords(ledgers.map(({ records }) => records)).fetched;

function nothingNew({ context: { plan } }: WindowsEnd, ledgers: readonly WindowLedger[]): RunRow['seen']['nothing_new'] {
  if (plan.windows.length === 0) return 'no_range';
  if (ledgers.length > 0 && ledgers.every(({ seen }) => seen?.unchanged === true)) return 'unchanged';
  return ledgers.length > 0 && fetchedOf(ledgers) === 0 ? 'empty' : null;
}

/** What only all windows together tell. */
function lackOf(end: WindowsEnd, { windows, feed }: RunContext['plan'], ledgers: readonly WindowLedger[]): readonly Lack[] {
  const isLimited = ledgers.some(({ seen }) => seen?.lacks?.some(({ what }) => what === 'limit') === true);
  if (isLimited) return [];
  const lacks = [...totals(windows.length === 1 && feed.state !== undefined ? together(ledgers) : ledgers, feed)];
  // Those behind a window that is held wait with it.
  if (end.held === undefined && windows.length > end.done.length)
    lacks.push({
      what: 'windows',
      words: `${end.done.length} of ${windows.length} windows came: ${end.stopReason}`,
    });
  const least = feed.health?.rows?.atLeast;
  const fetched = fetchedOf(ledgers);
  if (least !== undefined && fetched < least && nothingNew(end, ledgers) !== 'unchanged' && windows.length > 0)
    lacks.push({
      what: 'rows',
      words: `${fetched} ${fetched === 1 ? 'record' : 'records'} came, at least ${least} are expected`,
      ...placeOf(feed.health?.places.rows),
    });
  return lacks;
}

const placeOf = (place: Parameters<typeof formatPlace>[0] | undefined): { readonly place?: string } =>
  place === undefined ? {} : { place: formatPlace(place) };

/** A source that rests is committed in pieces: its total is that of all of them. */
function together(ledgers: readonly WindowLedger[]): readonly WindowLedger[] {
  const last = ledgers.findLast(({ seen }) => seen?.total !== undefined);
  const total = last?.seen?.total;
  if (last === undefined || total === undefined || ledgers.length < 2) return ledgers;
  return [{ ...last, seen: { total: { said: total.said, came: fetchedOf(ledgers) } } }];
}

function totals(ledgers: readonly WindowLedger[], { health }: RunContext['plan']['feed']): readonly Lack[] {
  return ledgers.flatMap(({ seen, stopReason }) => {
    const { total, unchanged } = seen ?? {};
    if (health?.reconcile === undefined || unchanged === true) return [];
    const lack = (words: string): readonly Lack[] => [{ what: 'total', words, ...placeOf(health.reconcile?.place) }];
    // An answer without records has no document to look into either.
    if (total === undefined) return [];
    if (total.said === null) return lack(`the answer has no total where \`reconcile\` looks (${stopReason})`);
    return total.came < total.said ? lack(`${total.came} of ${total.said} came, by the vendor's own count`) : [];
  });
}
