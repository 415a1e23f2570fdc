/** The ledger as bars of the same length: what came, where it went, and what became of it. */
import type { LedgerView } from '../../serve/contract/runs.ts';
import { names, ui, type Piece } from '../base/ui.ts';
import { count, many, plain } from '../base/words.ts';
import { value } from './text.ts';

type Counts = Readonly<Record<string, number>>;

interface Part {
  readonly name: string;
  readonly count: number;
  readonly tone: string;
  readonly reasons: Counts;
}

const total = (all: Counts): number => Object.values(all).reduce((sum, one) => sum + one, 0);
const sum = (parts: readonly Part[]): number => parts.reduce((all, part) => all + part.count, 0);
const part = (name: string, tone: string, of: number | Counts, reasons: Counts = {}): Part =>
  typeof of === 'number' ? { name, tone, count: of, reasons } : { name, tone, count: total(of), reasons: of };

const came = ({ records }: LedgerView): readonly Part[] => [
  part('fetched', 'came', records.fetched),
  part('expanded', 'came-2', records.expanded),
];

const went = ({ records, notes }: LedgerView): readonly Part[] => [
  part('mapped', 'good', records.mapped),
  part('outside the window', 'calm', records.outside_window),
  part('dropped', 'calm-2', records.dropped),
  part('duplicate', 'calm', records.duplicate),
  part('superseded', 'calm-2', records.superseded),
  part('skipped', 'warn', records.skipped, notes),
  part('quarantined', 'bad', records.quarantined),
];

const became = ({ objects }: LedgerView): readonly Part[] => [
  part('created', 'good', objects.created),
  part('updated', 'busy', objects.updated),
  part('unchanged', 'calm', objects.unchanged),
  part('withdrawn', 'warn', objects.withdrawn),
];

const line = ([reason, one]: readonly [string, number]): Piece =>
  ui`<li key=${reason}><span>${value(reason, 80)}</span><b>${count(one)}</b></li>`;

const balance = (title: string, parts: readonly Part[], more?: Piece): Piece => {
  const all = sum(parts);
  const told = parts.map((one) => `${one.name} ${count(one.count)}`).join(', ');
  const bar = ({ name, tone, count: of }: Part): Piece =>
    of > 0 && ui`<span key=${name} class=${tone} style=${{ flexGrow: of / all }} title=${`${name}: ${count(of)}`}></span>`;
  const item = ({ name, tone, count: of, reasons }: Part): Piece => ui`<li key=${name}>
    <span class=${names('swatch', tone)}></span><span>${name}</span><b>${count(of)}</b>${total(reasons) > 0 && ui`<ul>${Object.entries(reasons).map(line)}</ul>`}
  </li>`;
  return ui`<div><h3>${title} <b>${count(all)}</b></h3>
    <div class="balance-bar" role="img" aria-label=${`${title}: ${told}`}>${parts.map(bar)}</div>
    <ul class="balance-parts">${parts.filter((one, index) => one.count > 0 || index === 0).map(item)}</ul>${more}
  </div>`;
};

/** Where each record went, and that nothing is missing. */
export const ledger = (of: LedgerView): Piece => {
  const [come, gone] = [sum(came(of)), sum(went(of))];
  const types = Object.entries(of.objects.by_type).map(([type, one]) => `${type} ${count(one)}`);
  const says =
    come === gone
      ? ui`<p class="sums good-ink">It adds up: ${count(come)} = ${count(gone)}.</p>`
      : ui`<p class="sums bad-ink">It does not add up: ${many(Math.abs(come - gone), 'record')} can't be accounted for.</p>`;
  return ui`<div class="balance">
    ${balance('What came', came(of))}${balance('Where it went', went(of), says)}${balance('Objects', became(of), types.length > 0 && ui`<p class="sub">${types.join(' · ')}</p>`)}
  </div>`;
};

/** Figures by name, and those that lie within by both names. */
export const flat = (all: Readonly<Record<string, unknown>>): readonly (readonly [string, number])[] =>
  Object.entries(all).flatMap(([name, one]) => {
    if (typeof one === 'number') return [[plain(name), one] as const];
    return Object.entries(one as Counts).map(([why, of]) => [`${plain(name)}: ${why}`, of] as const);
  });

/** What came, where it went, and objects by type, as names and figures: for two ledgers side by side. */
export const figuresOf = ({ records, objects, notes }: LedgerView): ReadonlyMap<string, number> =>
  new Map(flat({ ...records, notes, objects: objects.by_type }));

type Sums = { readonly [name: string]: number | Sums };

/** Figure by figure, and so in what lies within. */
const added = (a: Sums, b: Sums): Sums =>
  Object.fromEntries(
    Object.keys({ ...a, ...b }).map((name) => {
      const [one = 0, two = 0] = [a[name], b[name]];
      const areFigures = typeof one === 'number' && typeof two === 'number';
      return [name, areFigures ? one + two : added(Object(one) as Sums, Object(two) as Sums)];
    }),
  );

/** Of several windows together; undefined where none has any. */
export const together = (all: readonly (LedgerView | null)[]): LedgerView | undefined => {
  const [first, ...rest] = all.filter((one) => one !== null) as unknown as readonly Sums[];
  return first && (rest.reduce(added, first) as unknown as LedgerView);
};

/** The ledger of a run's row, where it has one. */
export const ledgerOf = (result: Readonly<Record<string, unknown>> | null | undefined): LedgerView | undefined => {
  const { records, objects, notes = {} } = (result ?? {}) as Partial<LedgerView>;
  if (typeof records !== 'object' || typeof objects !== 'object' || !('fetched' in records)) return undefined;
  const { dropped = {}, superseded = 0 } = records as Partial<LedgerView['records']>;
  return { records: { ...records, dropped, superseded }, objects: { ...objects, by_type: objects.by_type ?? {} }, notes };
};
