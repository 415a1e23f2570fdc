import type { Evaluator, Scope } from '../../../expression/definition/evaluator.ts';
import { iso } from '../../../language/basics/instant.ts';
import type { JsonRecord } from '../../../language/basics/json.ts';
import type { FeedPlan } from '../../../plan/plan.ts';
import type { ExplainedAnswer, ExplainedPart, ExplainedValue } from '../../report/explain/explained.ts';
import { explainLets } from '../../report/explain/explain-lets.ts';
import { bindExplainedReport } from '../../report/explain/explain-report.ts';
import { attempt } from '../../report/explain/fault.ts';
import { reportableTypes } from '../../report/reportable-types.ts';
import { timeOf } from '../../report/scalars.ts';
import { bindPlainLines } from '../plain-lines.ts';
import type { Position } from '../position.ts';
import { bindExplainedFilters, type FilteredPart } from './explain-filters.ts';

/** A record behind the filters, on its way to objects. */
export interface OnItsWay {
  readonly part: FilteredPart & { readonly record: JsonRecord };
  /** With what the supplemental calls gave. */
  readonly scope: Scope;
  readonly answers: readonly ExplainedAnswer[];
  readonly place: Position;
}

/** The steps of a feed's records, each explained by what a run itself does. */
export interface RecordSteps {
  readonly filters: (record: JsonRecord, scope: Scope) => readonly FilteredPart[];
  /** `key`, `version` and `time`, over a record as the filters leave it. */
  readonly marks: (record: JsonRecord, scope: Scope) => readonly ExplainedValue[];
  /** From the lets to the objects. */
  readonly rest: (given: OnItsWay) => ExplainedPart;
}

/** `only`: of the report this entry alone. */
export function bindRecordSteps(plan: FeedPlan, evaluator: Evaluator, only?: string): RecordSteps {
  const { feed, pack, options } = plan;
  const report = bindExplainedReport({ feed, evaluator, settings: { user: options }, types: reportableTypes(pack) }, only);
  const checkLine = bindPlainLines(plan);
  const marks = bindMarks(plan, evaluator);
  return {
    filters: bindExplainedFilters(feed, evaluator),
    marks,
    rest: ({ part, scope, answers, place }) => {
      const { record } = part;
      const marked = marks(record, scope);
      const said = { filters: part.filters, record, marks: marked, answers, entries: [], relations: [] };
      const { lets, scope: own, error: inLet } = explainLets(feed.let, record, scope, evaluator);
      const failed = marked.find(({ error }) => error !== undefined)?.error ?? inLet;
      if (failed !== undefined) return { ...said, lets, outcome: 'set aside', error: failed };
      const version = marked.find(({ name }) => name === 'version')?.value;
      const { entries, relations, reported, error } = report(record, own, version as string | number | undefined);
      const line = attempt(() => checkLine?.(reported?.objects ?? [], place));
      const whole = error ?? ('error' in line ? line.error : undefined);
      const isSkipped = reported?.objects.length === 0 && relations.length === 0;
      const outcome = whole !== undefined ? 'set aside' : isSkipped ? 'skipped' : 'mapped';
      return { ...said, lets, entries, relations, outcome, error: whole };
    },
  };
}

/** A record that goes no further than the filters. */
export const endedInFilters = ({ filters, error }: FilteredPart): ExplainedPart => ({
  filters,
  record: undefined,
  marks: [],
  answers: [],
  lets: [],
  entries: [],
  relations: [],
  outcome: error === undefined ? 'dropped' : 'set aside',
  error,
});

function bindMarks({ feed, endpoint }: FeedPlan, evaluator: Evaluator): RecordSteps['marks'] {
  const keys = feed.key.length > 0 ? feed.key : endpoint.key;
  const version = feed.version ?? endpoint.version;
  const time = feed.window?.time;
  const marks = [
    ...keys.map((expr) => ({ name: 'key', expr })),
    ...(version === undefined ? [] : [{ name: 'version', expr: version }]),
    ...(time === undefined ? [] : [{ name: 'time', expr: time }]),
  ];
  return (record, scope) =>
    marks.map(({ name, expr }) => {
      const given = attempt(() => {
        const value = evaluator.expr(expr).evaluate(record, scope);
        if (name !== 'time') return value;
        const at = timeOf(value, expr.place);
        return at === undefined ? undefined : iso(at);
      });
      return { name, place: expr.place, value: undefined, ...given };
    });
}
