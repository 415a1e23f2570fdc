import type { OpenRun, RecordCounts } from '../../../store/contract/store.ts';
import type { RunContext } from '../../context/context.ts';
import { sumRecords, type Counter } from '../../context/ledger.ts';
import type { WindowsEnd } from '../windows-run.ts';

/**
 * A filter that drops everything, and `or: empty` where nothing is, are right of many days, and are what a vendor's change
 * looks like: noted where the last run met something.
 */
export async function noteNothingMet(
  { plan, services }: RunContext,
  run: OpenRun,
  end: WindowsEnd,
  notes: Counter,
): Promise<void> {
  if (end.error !== undefined || end.done.length === 0 || end.stopReason.startsWith('nothing new')) return;
  if (end.held !== undefined) return;
  const now = sumRecords(end.done.map(({ ledger }) => ledger.records));
  if (passed(now) > 0) return;
  const before = sumRecords(await services.instance.lastRecords(run.id));
  const dropped = droppedOf(now);
  if (dropped > 0 && passed(before) > 0) notes.note('every record was dropped by the filters, unlike in the last run', dropped);
  const { records } = plan.endpoint;
  const toldWhy = end.done.some(({ ledger }) => Object.keys(ledger.notes).length > 0);
  if (now.fetched === 0 && before.fetched > 0 && records.kind !== 'bytes' && records.orEmpty && !toldWhy)
    notes.note('nothing where `records` looks (`or: empty`), unlike in the last run');
}

const droppedOf = ({ dropped }: RecordCounts): number => Object.values(dropped).reduce((sum, times) => sum + times, 0);

/** Records that the filters left. */
const passed = ({ duplicate, skipped, quarantined, mapped }: RecordCounts): number => duplicate + skipped + quarantined + mapped;
