import type { StoredRow } from '../../api/views.ts';
import type { Io } from '../shell/io.ts';
import { driftLines } from './drift-lines.ts';
import { harmless, pad } from './text.ts';
import { count, instant, rate, size, span } from '../../api/wording/units.ts';

/** `figure` stands at the right of its column, `rest` behind it. */
type Line = readonly [label: string, figure: string, rest?: string];

const withUnit = (label: string, text: string): Line => {
  const at = text.search(/[^\d.,]/);
  return at < 0 ? [label, text] : [label, text.slice(0, at), text.slice(at)];
};

const reasons = (counts: Readonly<Record<string, number>>, indent: string): readonly Line[] =>
  Object.entries(counts)
    .filter(([, times]) => times > 0)
    .map(([reason, times]) => [`${indent}${harmless(reason)}`, count(times)]);

const requests = ({ requests: r }: StoredRow): Line => {
  const more = [
    r.retried > 0 ? `${count(r.retried)} repeated` : '',
    r.logins > 0 ? `${count(r.logins)} ${r.logins === 1 ? 'login' : 'logins'}` : '',
  ];
  return ['requests', count(r.count), more.map((one) => (one === '' ? '' : `, ${one}`)).join('')];
};

/** What a window set aside is kept with the window; one that failed is thrown away, and the error says why. */
const whereWhy = ({ dry_run: dry, status, windows }: StoredRow): string => {
  if (dry || (status === 'failed' && windows.every((window) => window.status !== 'done'))) return '';
  return status === 'failed' ? '  (why, of the windows that are done: feedwright quarantine)' : '  (why: feedwright quarantine)';
};

const records = (row: StoredRow): readonly Line[] => {
  const { records: r } = row;
  const dropped = Object.values(r.dropped).reduce((sum, times) => sum + times, 0);
  const before = { expanded: r.expanded, 'outside the window': r.outside_window, dropped };
  return [
    ['records fetched', count(r.fetched)],
    ...reasons(before, '  '),
    ...reasons(r.dropped, '    '),
    ...reasons({ duplicate: r.duplicate, skipped: r.skipped }, '  '),
    ...(r.quarantined === 0 ? [] : [['  quarantined', count(r.quarantined), whereWhy(row)] as const]),
    ['  mapped', count(r.mapped)],
    ...reasons({ 'of these superseded': r.superseded }, '    '),
  ];
};

const objects = ({ objects: o, attributes }: StoredRow): readonly Line[] => {
  const outcomes = { created: o.created, updated: o.updated, unchanged: o.unchanged, withdrawn: o.withdrawn };
  const total = Object.values(outcomes).reduce((sum, times) => sum + times, 0);
  const types = Object.keys(o.by_type).length > 1 ? [['  by type', ''] as const, ...reasons(o.by_type, '    ')] : [];
  const unknown = reasons({ 'withdrawals of what is not known': o.nothing_to_withdraw ?? 0 }, '');
  return [['objects', count(total)], ...reasons(outcomes, '  '), ...types, ...unknown, ['new attributes', count(attributes)]];
};

/** What other commands are to be asked by, and what of the vendor's time the run was about. */
const about = ({ run, windows }: StoredRow): string => {
  const [since, until] = [windows[0]?.since ?? null, windows.at(-1)?.until ?? null];
  const range = until === null ? '' : `, ${since === null ? '' : instant(Date.parse(since))} → ${instant(Date.parse(until))}`;
  return `  run ${harmless(run)}${range}`;
};

const COLOURS: Readonly<Record<string, 'green' | 'red' | 'yellow'>> = { succeeded: 'green', failed: 'red' };

/** The closing summary of a run, for people; `status`: as it is by now. */
export const summaryLines = (io: Io, row: StoredRow, now: string = row.status): readonly string[] => {
  const { duration_ms: ms, windows } = row;
  const done = windows.filter((window) => window.status === 'done').length;
  const lines: readonly Line[] = [
    ...(windows.length > 1 ? [['windows', count(done), ` of ${count(windows.length)}`] as const] : []),
    requests(row),
    withUnit('bytes received', size(row.requests.bytes)),
    ...records(row),
    ...objects(row),
    ...(Object.keys(row.notes).length === 0 ? [] : [['notes', ''] as const, ...reasons(row.notes, '  ')]),
    withUnit('duration', span(ms)),
    withUnit('rate', rate(row.records.fetched, ms).replace('/s', ' records/s')),
  ];
  const label = Math.max(...lines.map(([text]) => text.length)) + 2;
  const figure = Math.max(...lines.map(([, text]) => text.length));
  const status = io.stdout.style(COLOURS[now] ?? 'yellow', now);
  const dry = row.dry_run ? ' (dry run: nothing was written)' : '';
  return [
    `${harmless(row.feed)}: ${status}${dry}`,
    about(row),
    ...lines.map(([text, number, rest = '']) => `  ${pad(text, label)}${pad(number, figure, true)}${rest}`.trimEnd()),
    ...(row.error === null ? [`  ended by: ${harmless(row.stop_reason)}`] : []),
    ...row.seen.lacks.map(({ words }) => `  partial: ${harmless(words)}`),
    ...driftLines(row.drift ?? []).map((line) => `  ${io.stdout.style('yellow', line)}`),
    ...(row.held === undefined
      ? []
      : [`  held: ${harmless(row.held.why)}; nothing of it is in the store`, `  next: ${harmless(row.held.words)}`]),
    ...(row.set_aside === undefined ? [] : [`  set aside: ${harmless(row.set_aside.words)}`]),
  ];
};
