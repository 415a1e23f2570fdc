import type { AuthSession } from '../../components/auth/auth.ts';
import type { PageVariables } from '../../components/paginators/paginator.ts';
import type { DriftWatch } from '../../drift/drift-watch.ts';
import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import type { HttpRequest } from '../../http/http.ts';
import type { Endpoint } from '../../language/model.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import type { BoundEndpoint } from './bound-endpoint.ts';
import type { RunState } from './run-state.ts';
import type { Services } from './services.ts';
import type { Echoes } from '../report/echoes.ts';
import type { MappingCounts } from '../report/mapping-counts.ts';
import type { UnreadableText } from './unreadable.ts';
import type { Wanted } from '../wanted/wanted.ts';

/** What the parts of a run share. */
export interface RunContext {
  readonly plan: FeedPlan;
  readonly services: Services;
  readonly evaluator: Evaluator;
  readonly auth: AuthSession;
  /** `$user`, `$run`. */
  readonly scope: Scope;
  /** Undefined where the feed keeps none. */
  readonly state: RunState | undefined;
  /**
   * Stands before the keys of records that are remembered as seen: what another definition or other options made is no
   * duplicate, and a range that was asked for by hand is read for its own sake (its records' calls reach over that range).
   */
  readonly seenUnder: string;
  /** The source's response that is being read: bytes received before it, and its length where the vendor said. */
  readonly transfer: { from: number; expected: number | undefined };
  readonly unreadable: UnreadableText;
  /** What the feed reads of its source's records. */
  readonly wanted: Wanted;
  readonly echoes: Echoes;
  readonly mapping: MappingCounts;
  /** The shape of what comes. */
  readonly drift: DriftWatch;
  endpoint(name: string): BoundEndpoint;
  /** The request of an endpoint, with the connection's base address and headers. */
  request(endpoint: Endpoint, scope: Scope, page?: PageVariables, address?: URL): HttpRequest;
}
