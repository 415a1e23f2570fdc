import type { RunRow } from '../../run/summary.ts';
import type { Io } from '../shell/io.ts';
import { harmless, pad } from './text.ts';
import { count, rate, size, span } from './units.ts';

type Line = readonly [label: string, value: string];

const reasons = (counts: Readonly<Record<string, number>>, indent: string): readonly Line[] =>
  Object.entries(counts)
    .filter(([, times]) => times > 0)
    .map(([reason, times]) => [`${indent}${harmless(reason)}`, count(times)]);

const records = ({ records: r }: RunRow): readonly Line[] => {
  const dropped = Object.values(r.dropped).reduce((sum, times) => sum + times, 0);
  const outcomes = {
    expanded: r.expanded,
    'outside the window': r.outside_window,
    dropped,
    duplicate: r.duplicate,
    skipped: r.skipped,
    quarantined: r.quarantined,
  };
  const lines = reasons(outcomes, '  ').flatMap((line) =>
    line[0].trim() === 'dropped' ? [line, ...reasons(r.dropped, '    ')] : [line],
  );
  return [
    ['records fetched', count(r.fetched)],
    ...lines,
    ['  mapped', count(r.mapped)],
    ...reasons({ 'of these superseded': r.superseded }, '    '),
  ];
};

const objects = ({ objects: o, attributes }: RunRow): readonly Line[] => {
  const total = o.created + o.updated + o.unchanged + o.withdrawn;
  const outcomes: Record<string, number> = {
    created: o.created,
    updated: o.updated,
    unchanged: o.unchanged,
    withdrawn: o.withdrawn,
  };
  const types = Object.keys(o.by_type).length > 1 ? reasons(o.by_type, '    ') : [];
  return [['objects', count(total)], ...reasons(outcomes, '  '), ...types, ['attributes', count(attributes)]];
};

/** The closing summary of a run, for people. */
export const summaryLines = (io: Io, row: RunRow): readonly string[] => {
  const { requests, duration_ms: ms } = row;
  const extra = [
    requests.retried > 0 ? `${count(requests.retried)} repeated` : '',
    requests.logins > 0 ? `${count(requests.logins)} ${requests.logins === 1 ? 'login' : 'logins'}` : '',
  ].filter(Boolean);
  const done = row.windows.filter((window) => window.status === 'done').length;
  const lines: readonly Line[] = [
    ...(row.windows.length > 1 ? [['windows', `${done} of ${row.windows.length}`] as const] : []),
    ['requests', [count(requests.count), ...extra].join(', ')],
    ['bytes received', size(requests.bytes)],
    ...records(row),
    ...objects(row),
    ...(Object.keys(row.notes).length === 0 ? [] : [['notes', ''] as const, ...reasons(row.notes, '  ')]),
    ['duration', span(ms)],
    ['rate', `${rate(row.records.fetched, ms)} records`],
  ];
  const column = Math.max(...lines.map(([label]) => label.length)) + 2;
  const right = Math.max(...lines.map(([, value]) => value.length));
  const colour = { succeeded: 'green', failed: 'red', interrupted: 'yellow' } as const;
  const status = io.stdout.style(colour[row.status], row.status);
  const dry = row.dry_run ? ' (dry run: nothing was written)' : '';
  const line = ([label, value]: Line): string => `  ${pad(label, column)}${pad(value, right, true)}`.trimEnd();
  return [`${harmless(row.feed)}: ${status}${dry}`, ...lines.map(line)];
};
