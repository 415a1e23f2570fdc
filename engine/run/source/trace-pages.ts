import type { NextPage, PageVariables } from '../../components/paginators/paginator.ts';
import { isSource } from '../../expression/definition/evaluator.ts';
import type { Endpoint } from '../../language/model.ts';
import type { RecordCounts } from '../../store/contract/store.ts';
import type { Figures, PageDecision, Trace } from '../context/trace.ts';

/** Told of each page's end. */
export type TellPage = (page: PageVariables, records: number, next: NextPage) => void;

/** Tells a trace of an endpoint's pages; `figures`: of their records by now. Undefined where nobody looks on. */
export function tracePages(
  trace: Trace | undefined,
  endpoint: Endpoint,
  figures: (() => Figures) | undefined,
): TellPage | undefined {
  if (trace === undefined) return undefined;
  const { name: label, paginate, request } = endpoint;
  let before = figures?.();
  return (page, records, next) => {
    const now = figures?.();
    const became = now && before && since(before, now);
    before = now;
    const decision = decisionOf(next, paginate);
    trace.tell({ kind: 'page', label, place: paginate?.place ?? request.place, page, records, became, decision });
  };
}

/** The options by which a paginator takes the next page out of an answer. */
const LEADING = ['token', 'after', 'url'];

const decisionOf = (next: NextPage, paginate: Endpoint['paginate']): PageDecision => {
  if (next.kind === 'stop') return next;
  const option = LEADING.find((name) => isSource(paginate?.options[name]));
  const given = option === undefined ? undefined : paginate?.options[option];
  const from = option !== undefined && isSource(given) ? { option, source: given.source, place: given.place } : undefined;
  return { kind: 'next', page: next.page, url: next.kind === 'address' ? next.url : undefined, from };
};

/** What came between two looks. A window that was read again in between begins anew. */
function since(before: Figures, now: Figures): Figures {
  const first = now.records.fetched < before.records.fetched ? undefined : before;
  if (first === undefined) return now;
  const { dropped, ...others } = now.records;
  const counts = Object.entries(others).map(([name, count]) => [name, count - first.records[name as keyof typeof others]]);
  const reasons = Object.entries(dropped).flatMap(([because, times]) => {
    const more = times - (first.records.dropped[because] ?? 0);
    return more === 0 ? [] : [[because, more]];
  });
  const records = { ...(Object.fromEntries(counts) as Omit<RecordCounts, 'dropped'>), dropped: Object.fromEntries(reasons) };
  return { records, objects: now.objects - first.objects };
}
