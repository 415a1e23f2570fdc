/**
 * The HTTP API of `serve`, in one table. Everything is JSON; times are ISO 8601 in UTC, durations ms. A browser holds a session in a
 * cookie; what is not a GET carries the header `x-feedwright-csrf` with the token of `GET /api/me`. What goes wrong is a `Problem`
 * with a status: 400 asked for wrongly, 401 no session, 403 not allowed, 404 nothing there, 409 not now, 422 findings, 429 too often.
 *
 * `GET /api/events` and `GET /api/jobs/ID/events` are server-sent events: their `data` is a `ServerEvent` or a `JobEvent`.
 */
import type { ActionHistory, ActionPreview, ActionRequest, ActionSent, ActionsView, Approval } from './actions.ts';
import type {
  CasesView,
  ConnectionTest,
  DefinitionsView,
  DefinitionView,
  DryRun,
  FormRequest,
  InstanceAsked,
  InstancePreview,
  Validation,
} from './definitions.ts';
import type { DestinationsView, PushAsked, RefusedView } from './destinations.ts';
import type { FeedDetail, FeedsView, JobStarted, RunAsked } from './feeds.ts';
import type { ObjectDetail, ObjectKey, ObjectsQuery, ObjectsView, Revealed } from './objects.ts';
import type { QuarantineQuery, QuarantineView } from './quarantine.ts';
import type { DecidedView, ReviewView } from './review.ts';
import type { JobView, LookPage, ReplayAsked, RunDetail, RunsQuery, RunsView } from './runs.ts';
import type { AuditQuery, AuditView, Me, SignIn, SignInWays } from './session.ts';

interface Route<Query, Body, Answer> {
  readonly query: Query;
  readonly body: Body;
  readonly answer: Answer;
}
type Get<Answer, Query = unknown> = Route<Query, undefined, Answer>;
type Post<Answer, Body = undefined> = Route<unknown, Body, Answer>;
interface Done {
  readonly done: true;
}

export interface Routes {
  // Who is there. `/api/session` can be asked without a session; so can `/healthz`, `/readyz` and, on this machine, `/metrics`.
  'GET /api/me': Get<Me>;
  'GET /api/session': Get<SignInWays>;
  'POST /api/session': Post<Me, SignIn>;
  'DELETE /api/session': Post<Done>;
  // 1. Feeds
  'GET /api/feeds': Get<FeedsView>;
  'GET /api/feed': Get<FeedDetail, { readonly name: string }>;
  'POST /api/feed/run': Post<JobStarted, RunAsked>;
  'POST /api/feed/pause': Post<Done, { readonly name: string; readonly paused: boolean }>;
  'POST /api/feed/hold': Post<Done, { readonly name: string; readonly hold: boolean }>;
  // 2. A run, live and afterwards
  'GET /api/runs': Get<RunsView, RunsQuery>;
  'GET /api/runs/ID': Get<RunDetail>;
  'GET /api/jobs': Get<{ readonly jobs: readonly JobView[] }>;
  'GET /api/jobs/ID': Get<JobView>;
  'POST /api/jobs/ID/stop': Post<Done>;
  /** What the vendor sent and the records of it: asking is written down. */
  'POST /api/jobs/ID/pages/NUMBER': Post<LookPage>;
  /** Of a run that is held: what applying it would change. */
  'GET /api/runs/ID/review': Get<ReviewView>;
  'POST /api/runs/ID/apply': Post<DecidedView>;
  'POST /api/runs/ID/discard': Post<DecidedView>;
  /** Gives objects back what they were before it. */
  'POST /api/runs/ID/undo': Post<DecidedView>;
  'POST /api/runs/ID/replay': Post<JobStarted, ReplayAsked>;
  // 3. Objects
  'GET /api/objects': Get<ObjectsView, ObjectsQuery>;
  'GET /api/object': Get<ObjectDetail, ObjectKey>;
  /** Sensitive values: asking is written down. */
  'POST /api/object/reveal': Post<Revealed, ObjectKey>;
  /** `GET /api/attachments/SHA256?name=…` sends the bytes, as a download. */
  // 4. Quarantine
  'GET /api/quarantine': Get<QuarantineView, QuarantineQuery>;
  'POST /api/quarantine/again': Post<JobStarted, { readonly feed: string; readonly instance: string; readonly key: string }>;
  'POST /api/quarantine/forget': Post<
    { readonly forgotten: number },
    { readonly feed: string; readonly instance: string; readonly key: string }
  >;
  // 5. Definitions
  'GET /api/definitions': Get<DefinitionsView>;
  'GET /api/definitions/PACK': Get<DefinitionView>;
  /** Of a text that is not saved. */
  'POST /api/definitions/PACK/validate': Post<Validation, { readonly text: string }>;
  'POST /api/definitions/PACK/test-connection': Post<ConnectionTest, FormRequest>;
  /** At most 20 records, and nothing is written: the job's events and pages show what came. */
  'POST /api/definitions/PACK/dry-run': Post<JobStarted, FormRequest>;
  'POST /api/definitions/PACK/instance/preview': Post<InstancePreview, InstanceAsked>;
  'POST /api/definitions/PACK/instance': Post<Done, InstanceAsked & { readonly digest: string }>;
  /** `GET /api/definitions/PACK/guide` is the guide as a page, which may stand in a frame of the console. */
  'POST /api/definitions/PACK/cases': Post<CasesView>;
  'POST /api/reload': Post<DefinitionsView>;
  /** What is kept of a job that was no run: of a dry run its records. */
  'GET /api/jobs/ID/dry-run': Get<DryRun>;
  // 6. Actions
  'GET /api/actions': Get<ActionsView, { readonly type?: string }>;
  'POST /api/actions/preview': Post<ActionPreview, ActionRequest>;
  /** With `approval: two` a second person has to agree first: `waits`. */
  'POST /api/actions/send': Post<ActionSent, ActionRequest & { readonly digest: string }>;
  'GET /api/actions/history': Get<ActionHistory, { readonly action?: string; readonly object?: string; readonly limit?: string }>;
  'GET /api/approvals': Get<{ readonly approvals: readonly Approval[] }>;
  'POST /api/approvals/ID': Post<ActionSent, { readonly agree: boolean }>;
  // 7. Destinations
  'GET /api/destinations': Get<DestinationsView>;
  'GET /api/destinations/NAME/refused': Get<RefusedView>;
  'POST /api/destinations/NAME/push': Post<JobStarted, PushAsked>;
  // What people did
  'GET /api/audit': Get<AuditView, AuditQuery>;
}
