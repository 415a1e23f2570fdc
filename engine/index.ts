/** Feedwright for programs: `import { openEngine } from 'feedwright'`. */
export { openEngine, type Engine } from './api/open-engine.ts';
export type {
  ActRequest,
  EngineOptions,
  Moment,
  ObjectRequest,
  MockBehaviour,
  PlanRequest,
  RunRequest,
  RunsRequest,
} from './api/engine-options.ts';
export type { Health, StateName } from './api/health/decide.ts';
export type { HealthReport, InstanceHealth } from './api/health/health-of.ts';
export type { BrokenPack, ListedPack, PackList, Titled } from './api/packs/list-packs.ts';
export type { Validation } from './api/packs/validate.ts';
export type { FeedRun } from './api/runs/feed-run.ts';
export type {
  ActionObject,
  ActRow,
  Diagnostic,
  ObjectView,
  Place,
  PlanDescription,
  RunEvent,
  RunRow,
  RunView,
} from './api/views.ts';
export { EngineError, UsageError } from './language/basics/errors.ts';
