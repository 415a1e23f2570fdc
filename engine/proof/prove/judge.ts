import { nameOfObject, type ShownObject } from '../lab/shown-object.ts';
import { differences } from '../expect/difference.ts';
import { failureOf } from '../expect/compare-step.ts';
import type { Verdict } from './cell.ts';
import type { LabResult } from '../lab/lab.ts';
import { notesBesideMapping } from '../../run/feed/summary/mapping-notes.ts';
import type { RunRow } from '../../run/context/run-row.ts';
import { hasFailed, type Played, type PlayedStep } from './play.ts';

export interface Judged {
  readonly verdict: Verdict;
  readonly why: string | undefined;
}

export interface JudgeRules {
  /** Index of the step that was hit. */
  readonly step: number;
  /** Where what was lost can't be noticed: why. */
  readonly unknowable?: string | undefined;
  /** Where objects that are all there may say something else: why. */
  readonly unknowableChange?: string | undefined;
  /** The vendor sent the same to both: nothing explains another store. */
  readonly exact?: boolean | undefined;
  /** Only the end counts: what the hit step lacks, the vendor had not said. */
  readonly onlyEnd?: boolean | undefined;
  /** The hit step maps as many records as the clean one. */
  readonly sameLedger?: boolean | undefined;
  /** Finds a secret; gives its name and form. */
  readonly leak: (played: Played) => string | undefined;
}

/** Holds a play with trouble against the clean one. */
export const judge = (clean: Played, played: Played, rules: JudgeRules): Judged => {
  const leaked = rules.leak(played);
  if (leaked !== undefined) return { verdict: 'LEAKED', why: leaked };
  if (played.hung !== undefined) return { verdict: 'HUNG', why: played.hung };
  const offset = clean.steps.length - played.steps.length;
  const hit = played.steps[rules.step - offset];
  const failed = hit !== undefined && hasFailed(hit.result);
  const told = failed ? toldBy(hit) : undefined;
  const cleanHit = clean.steps[rules.step];
  if (
    !failed &&
    rules.onlyEnd !== true &&
    hit !== undefined &&
    cleanHit !== undefined &&
    hit.first.digest !== cleanHit.first.digest
  )
    return otherwise(clean, played, rules, 'It succeeded');
  const broken = played.steps
    .map((step, index) => laterFailure(step, index + offset === rules.step))
    .find((one) => one !== undefined);
  if (broken !== undefined) return lost(`the next run failed too: ${broken}`, told);
  if (played.steps.at(-1)?.mark.digest !== clean.steps.at(-1)?.mark.digest)
    return failed
      ? differing(clean, played, `It failed (${told ?? ''}), and the next run did not mend it`)
      : otherwise(clean, played, rules, 'It succeeded');
  if (failed) return { verdict: 'mended', why: told };
  const mapped = (step: PlayedStep | undefined): number | undefined => step?.result.row?.records.mapped;
  const [is, was] = [mapped(hit), mapped(cleanHit)];
  if (rules.sameLedger === true && is !== undefined && was !== undefined && is !== was)
    return { verdict: is > was ? 'DOUBLED' : 'LOST', why: `${is} records were mapped, and ${was} in the clean run.` };
  return { verdict: 'same store', why: undefined };
};

const otherwise = (clean: Played, played: Played, rules: JudgeRules, start: string): Judged => {
  const { unknowable, unknowableChange, step } = rules;
  if (rules.exact === true) return differing(clean, played, start);
  const offset = clean.steps.length - played.steps.length;
  const told = step < 0 ? [] : toldReasons(clean.steps[step]?.result, played.steps[step - offset]?.result);
  if (told.length > 0) return { verdict: 'told', why: told.join(', ') };
  if (unknowable !== undefined) return { verdict: "can't know", why: unknowable };
  const names = (one: Played): string => JSON.stringify([...byName(one.end.objects).keys()].toSorted());
  if (unknowableChange !== undefined && names(clean) === names(played)) return { verdict: "can't know", why: unknowableChange };
  return differing(clean, played, start);
};

/** Why paging stopped, where it stopped before the vendor's own count. */
const SHORT = /after [\d,.]+ of [\d,.]+ records/;

/** Reasons by which the run says that it has less than there is, and that the clean one doesn't give. */
const toldReasons = (clean: LabResult | undefined, played: LabResult | undefined): readonly string[] => {
  const [was, is] = [clean?.row, played?.row];
  if (was === undefined || is === undefined) return [];
  // What a mapping never met says nothing of what is missing.
  const counts = (row: RunRow): Readonly<Record<string, number>> => ({
    ...notesBesideMapping(row),
    ...row.records.dropped,
    quarantined: row.records.quarantined,
  });
  const before = counts(was);
  const short = SHORT.test(is.stop_reason) && is.stop_reason !== was.stop_reason ? [is.stop_reason] : [];
  const counted = Object.entries(counts(is)).flatMap(([reason, count]) =>
    count > (before[reason] ?? 0) ? [`${reason}: ${count}`] : [],
  );
  return [...short, ...counted];
};

/** A run that failed although nothing went wrong any more. */
const laterFailure = ({ result, mended }: PlayedStep, isHit: boolean): string | undefined => {
  const later = isHit ? mended : result;
  return later !== undefined && hasFailed(later) ? failureText(later) : undefined;
};

const toldBy = ({ result }: PlayedStep): string | undefined => failureOf(result)?.code;

const failureText = (result: PlayedStep['result']): string => {
  const failed = failureOf(result);
  return failed === undefined ? 'it was interrupted' : `${failed.message} [${failed.code}]`;
};

const lost = (why: string, told: string | undefined): Judged => ({
  verdict: 'LOST',
  why: told === undefined ? why : `It failed (${told}), and ${why}`,
});

/** Shown of a list of objects. */
const SHOWN = 3;

const differing = (clean: Played, played: Played, start: string): Judged => {
  const [wanted, found] = [byName(clean.end.objects), byName(played.end.objects)];
  const missing = [...wanted.keys()].filter((name) => !found.has(name));
  const added = [...found.keys()].filter((name) => !wanted.has(name));
  if (missing.length > 0) return { verdict: 'LOST', why: `${start}: ${listed(missing)} missing.` };
  if (added.length > 0) return { verdict: 'DOUBLED', why: `${start}: ${listed(added)} too many.` };
  const place = { file: '', line: 1, column: 1 };
  const changed = [...wanted].filter(([name, one]) => differences('', one, found.get(name), place, true).length > 0);
  const what =
    changed.length === 0 ? 'what the store says of its objects is another' : `${listed(changed.map(([name]) => name))} another`;
  return { verdict: 'LOST', why: `${start}: ${what}.` };
};

const byName = (objects: readonly ShownObject[]): ReadonlyMap<string, ShownObject> =>
  new Map(objects.map((one) => [nameOfObject(one), one]));

const listed = (names: readonly string[]): string => {
  const more = names.length - SHOWN;
  const verb = names.length === 1 ? 'is' : 'are';
  return `${names.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''} ${verb}`;
};
