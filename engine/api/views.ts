/** What comes out of the engine, as types: rows, events and what a store shows. */
export type { ActionObject, ActRow } from '../run/action/act-contract.ts';
export type { RunRow, StoredRow } from '../run/context/run-row.ts';
export type { DriftFinding } from '../drift/told/finding.ts';
export type { MappingRow } from '../run/report/mapping-row.ts';
export type { RunEvent } from '../run/context/services.ts';
export type { Figures, TraceEvent } from '../run/context/trace.ts';
export type {
  ExplainedAttribute,
  ExplainedEntry,
  ExplainedFilter,
  ExplainedObject,
  ExplainedPart,
  ExplainedRecord,
  ExplainedValue,
  Fault,
} from '../run/report/explain/explained.ts';
export type { PlanDescription, PlannedCall } from '../plan/describe-plan.ts';
export type { ActionRun } from '../store/contract/action-runs.ts';
export type { QuarantineView, RunView } from '../store/contract/history.ts';
export type { StoreInfo } from '../store/contract/store-info.ts';
export type { ObjectView } from '../store/views/object-view.ts';
export type { Streamed } from '../store/contract/awaitable.ts';
export type { OpenedStore } from '../store/contract/opened-store.ts';
export type { Checkpoint, InstanceKey, Upcoming } from '../store/contract/store.ts';
export type { Json } from '../language/basics/json.ts';
export type { Diagnostic, Place } from '../language/basics/place.ts';
