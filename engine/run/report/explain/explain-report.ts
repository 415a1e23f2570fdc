import type { Scope } from '../../../expression/definition/evaluator.ts';
import type { JsonRecord } from '../../../language/basics/json.ts';
import { bindReport, type Reported } from '../report.ts';
import type { ExplainedEntry, ExplainedRelation, Fault } from './explained.ts';
import { bindExplainedEntry, type ReportParts } from './explain-entry.ts';
import { attempt } from './fault.ts';

export interface ExplainedReport {
  readonly entries: readonly ExplainedEntry[];
  readonly relations: readonly ExplainedRelation[];
  /** What the whole report gives; undefined where it fails. */
  readonly reported: Reported | undefined;
  readonly error: Fault | undefined;
}

/** One record, with its supplements and lets in the scope, to what each entry makes of it. */
export type ExplainReport = (record: JsonRecord, scope: Scope, version: string | number | undefined) => ExplainedReport;

/** `only`: of this entry alone. */
export function bindExplainedReport(parts: ReportParts, only?: string): ExplainReport {
  const { evaluator, settings, types } = parts;
  const isMeant = ({ name }: { readonly name: string }): boolean => only === undefined || name === only;
  const feed = {
    ...parts.feed,
    report: parts.feed.report.filter(isMeant),
    relate: parts.feed.relate.filter(isMeant),
  };
  const whole = bindReport(feed, evaluator, settings, types);
  const entries = feed.report.map((entry) => bindExplainedEntry(entry, parts));
  return (record, scope, version) => {
    const given = attempt(() => whole(record, scope, version));
    const explained = entries.map((entry) => entry(record, scope, version));
    if ('error' in given) return { entries: explained, relations: [], reported: undefined, error: given.error };
    return {
      entries: related(explained, given.value),
      relations: given.value.relations.map(({ from, to, as }) => ({ from, to, as })),
      reported: given.value,
      error: undefined,
    };
  };
}

/** Relations are between entries: known only of the whole, which has the objects in the same order. */
function related(entries: readonly ExplainedEntry[], { objects }: Reported): readonly ExplainedEntry[] {
  let at = 0;
  return entries.map((entry) => ({
    ...entry,
    objects: entry.objects.map((object) => ({
      ...object,
      related: (objects[at++]?.related ?? []).map(({ type, key, as }) => ({ type, key, as })),
    })),
  }));
}
