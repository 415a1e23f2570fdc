import type { Deed } from '../desk/audit.ts';
import type { Changed } from '../health/health-watch.ts';
import type { Job } from '../runs/job.ts';
import type { Pushed } from '../runs/pusher.ts';
import type { Row } from '../runs/run-here.ts';
import type { RunOrder } from '../runs/start-run.ts';
import type { Missed } from '../schedule/decide.ts';
import type { Project } from '../tasks/load-project.ts';
import type { TaskEvent } from '../tasks/task-event.ts';

/** Is told what the server does: for its log, its figures, its notices. */
export interface Telling {
  readonly loaded: (project: Project, before: Project | undefined) => void;
  readonly event: (job: Job, event: TaskEvent) => void;
  readonly ran: (job: Job, order: RunOrder, row: Row | undefined) => void;
  readonly missed: (name: string, missed: Missed, madeUp: boolean) => void;
  readonly pushed: (
    name: string,
    row: Pushed | undefined,
    error: { readonly code: string; readonly message: string } | undefined,
  ) => void;
  readonly deed: (deed: Deed) => void;
  /** How a feed is has changed. */
  readonly health: (changed: Changed) => void;
  /** Something that somebody has to know. */
  readonly trouble: (
    message: string,
    error: { readonly code: string; readonly message: string; readonly hint?: string | null | undefined },
  ) => void;
}

/** Tells several. */
export const tellAll = (all: readonly Telling[]): Telling => ({
  loaded: (...told) => all.forEach((one) => one.loaded(...told)),
  event: (...told) => all.forEach((one) => one.event(...told)),
  ran: (...told) => all.forEach((one) => one.ran(...told)),
  missed: (...told) => all.forEach((one) => one.missed(...told)),
  pushed: (...told) => all.forEach((one) => one.pushed(...told)),
  deed: (...told) => all.forEach((one) => one.deed(...told)),
  health: (...told) => all.forEach((one) => one.health(...told)),
  trouble: (...told) => all.forEach((one) => one.trouble(...told)),
});
