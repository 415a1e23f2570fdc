/** The fixtures as the vendor has them: which cases a run covers, and what belongs to each. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Fields, instant } from './expected-object.ts';
import type { IncidentData } from './incident-table.ts';

const fixtures = new URL('../../../../fixtures/izoologic-sync-cases/', import.meta.url);
const read = (name: string): Fields => JSON.parse(readFileSync(new URL(name, fixtures), 'utf8')) as Fields;

const madeUp = read('made-up.json') as {
  readonly cases: readonly Fields[];
  readonly details: Readonly<Record<string, Fields>>;
  readonly files: Readonly<Record<string, string>>;
  readonly communications: readonly Fields[];
  readonly dlr_cases: readonly Fields[];
  readonly dlr_details: Readonly<Record<string, Fields>>;
};
const result = (name: string): unknown => read(name)['result'];

const within = (time: unknown, since: string, until: string): boolean => {
  const at = instant(time) ?? '';
  return at >= since && at < until;
};

const fileOf = (token: string): { readonly sha256: string; readonly size: number } => {
  const bytes = readFileSync(new URL(madeUp.files[token] ?? '', fixtures));
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
};

/** Cases that were updated in [since, until), with all that was said of each in the whole days around. */
export const incidentsBetween = (since: string, until: string): readonly IncidentData[] => {
  const details: Readonly<Record<string, Fields>> = { ...madeUp.details, CASE123456: result('case-detail.json') as Fields };
  const said = [...(result('communications.json') as readonly Fields[]), ...madeUp.communications];
  const midnight = `${since.slice(0, 10)}T00:00:00.000Z`;
  return madeUp.cases
    .filter(({ updatedAt }) => within(updatedAt, since, until))
    .map(({ caseId }) => ({
      caseId: String(caseId),
      detail: details[String(caseId)] ?? {},
      communications: said.filter((one) => one['caseID'] === caseId && within(one['createdOn'], midnight, until)),
      file: fileOf,
    }));
};

export const dlrDetailsBetween = (since: string, until: string): readonly Fields[] => {
  const samples: Readonly<Record<string, string>> = { 'DLR#n9Ra7KbR3': 'dlr-detail-1.json', DLR123456: 'dlr-detail-2.json' };
  return [...(result('dlr-synced-cases.json') as readonly Fields[]), ...madeUp.dlr_cases]
    .filter(({ modifiedDate }) => within(modifiedDate, since, until))
    .map(({ caseId }) => {
      const sample = samples[String(caseId)];
      return sample === undefined ? (madeUp.dlr_details[String(caseId).replace('DLR#', '')] ?? {}) : (result(sample) as Fields);
    });
};
