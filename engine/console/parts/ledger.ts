/** The ledger as two bars of the same length: what came, and where it went. */
import type { LedgerView } from '../../serve/contract/runs.ts';
import { names, ui, type Piece } from '../base/ui.ts';
import { count, many } from '../base/words.ts';
import { value } from './value.ts';

interface Part {
  readonly name: string;
  readonly count: number;
  readonly tone: string;
  readonly reasons?: Readonly<Record<string, number>>;
}

const total = (all: Readonly<Record<string, number>>): number => Object.values(all).reduce((sum, one) => sum + one, 0);

const CAME = ({ records: { fetched, expanded } }: LedgerView): readonly Part[] => [
  { name: 'fetched', count: fetched, tone: 'came' },
  { name: 'expanded', count: expanded, tone: 'came-2' },
];

const WENT = ({ records, notes }: LedgerView): readonly Part[] => [
  { name: 'mapped', count: records.mapped, tone: 'good' },
  { name: 'outside the window', count: records.outside_window, tone: 'calm' },
  { name: 'dropped', count: total(records.dropped), tone: 'calm-2', reasons: records.dropped },
  { name: 'duplicate', count: records.duplicate, tone: 'calm' },
  { name: 'superseded', count: records.superseded, tone: 'calm-2' },
  { name: 'skipped', count: records.skipped, tone: 'warn', reasons: notes },
  { name: 'quarantined', count: records.quarantined, tone: 'bad' },
];

const BECAME = ({ objects }: LedgerView): readonly Part[] => [
  { name: 'created', count: objects.created, tone: 'good' },
  { name: 'updated', count: objects.updated, tone: 'busy' },
  { name: 'unchanged', count: objects.unchanged, tone: 'calm' },
  { name: 'withdrawn', count: objects.withdrawn, tone: 'warn' },
];

const sum = (parts: readonly Part[]): number => parts.reduce((all, part) => all + part.count, 0);

const bar = (parts: readonly Part[], label: string): Piece => {
  const all = sum(parts);
  return ui`<div class="balance-bar" role="img" aria-label=${`${label}: ${parts.map((part) => `${part.name} ${count(part.count)}`).join(', ')}`}>
    ${parts.map(
      (part) =>
        part.count > 0 &&
        ui`<span key=${part.name} class=${part.tone} style=${{ flexGrow: part.count / all }} title=${`${part.name}: ${count(part.count)}`}></span>`,
    )}
  </div>`;
};

const list = (parts: readonly Part[]): Piece => ui`<ul class="balance-parts">
  ${parts
    .filter((part, index) => part.count > 0 || index === 0)
    .map(
      (part) => ui`<li key=${part.name}>
        <span class=${names('swatch', part.tone)}></span><span>${part.name}</span><b>${count(part.count)}</b>
        ${part.reasons && total(part.reasons) > 0 && ui`<ul>${Object.entries(part.reasons).map(([reason, one]) => ui`<li key=${reason}><span>${value(reason, 80)}</span><b>${count(one)}</b></li>`)}</ul>`}
      </li>`,
    )}
</ul>`;

/** Where each record went, and that nothing is missing. */
export const ledger = (of: LedgerView): Piece => {
  const [came, went, became] = [CAME(of), WENT(of), BECAME(of)];
  const adds = sum(came) === sum(went);
  return ui`<div class="balance">
    <div><h3>What came <b>${count(sum(came))}</b></h3>${bar(came, 'What came')}${list(came)}</div>
    <div><h3>Where it went <b>${count(sum(went))}</b></h3>${bar(went, 'Where it went')}${list(went)}
      <p class=${names('sums', adds ? 'good-ink' : 'bad-ink')}>
        ${adds ? `It adds up: ${count(sum(came))} = ${count(sum(went))}.` : `It does not add up: ${many(Math.abs(sum(came) - sum(went)), 'record')} can't be accounted for.`}
      </p></div>
    <div><h3>Objects <b>${count(sum(became))}</b></h3>${bar(became, 'Objects')}${list(became)}
      ${
        Object.keys(of.objects.by_type).length > 0 &&
        ui`<p class="sub">${Object.entries(of.objects.by_type)
          .map(([type, one]) => `${type} ${count(one)}`)
          .join(' · ')}</p>`
      }</div>
  </div>`;
};

/** What came, where it went, and objects by type, as names and figures: for two ledgers side by side. */
export const figuresOf = (of: LedgerView): ReadonlyMap<string, number> =>
  new Map([
    ...[...CAME(of), ...WENT(of)].flatMap(({ name, count: all, reasons = {} }) => [
      [name, all] as const,
      ...Object.entries(reasons).map(([reason, one]) => [`${name}: ${reason}`, one] as const),
    ]),
    ...Object.entries(of.objects.by_type).map(([type, one]) => [`objects: ${type}`, one] as const),
  ]);

const added = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> => {
  const both: Record<string, number> = { ...a };
  for (const [name, one] of Object.entries(b)) both[name] = (both[name] ?? 0) + one;
  return both;
};

/** Of several windows together; undefined where none has any. */
export const together = (all: readonly (LedgerView | null)[]): LedgerView | undefined => {
  const known = all.filter((one) => one !== null);
  if (known.length < 2) return known[0];
  return known.reduce((one, next) => {
    const { dropped, ...records } = one.records;
    const { by_type, ...objects } = one.objects;
    const { dropped: nextDropped, ...nextRecords } = next.records;
    const { by_type: nextTypes, ...nextObjects } = next.objects;
    return {
      records: { ...(added(records, nextRecords) as typeof records), dropped: added(dropped, nextDropped) },
      objects: { ...(added(objects, nextObjects) as typeof objects), by_type: added(by_type, nextTypes) },
      notes: added(one.notes, next.notes),
    };
  });
};
