import type { AuthSession } from '../../components/auth/auth.ts';
import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import type { HttpClient, HttpRequest } from '../../http/http.ts';
import type { Json } from '../../language/basics/json.ts';
import type { Action, Pack } from '../../language/model.ts';

/** An object as an action's expressions see it. */
export interface ActionObject {
  readonly type: string;
  readonly subtype?: string | null;
  readonly value: string;
  readonly description?: string | null;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

/** What became of an action on one object; `--json` prints it. */
export interface ActRow {
  readonly action: string;
  /** `type:value`; null where the action takes no object. */
  readonly object: string | null;
  /** `refused`: nothing was sent; `uncertain`: it may have happened. */
  readonly status: 'succeeded' | 'failed' | 'refused' | 'uncertain' | 'dry_run';
  readonly result: Json;
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string } | null;
  /** Secrets masked. */
  readonly request: MaskedRequest | null;
}

export interface MaskedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** The store's part: what is committed before and after the request is sent. */
export interface ActionLedger {
  /** `object` is `type:value`, or the options as JSON where there is none: what tells one intent from another. The last run of this action on this object, where it may have happened: no outcome is known. */
  uncertain(action: string, object: string): Promise<{ readonly at: number } | undefined>;
  /** Durable when it returns. */
  begin(intent: {
    readonly id: string;
    readonly action: string;
    readonly object: string;
    readonly request: Json;
    readonly who: string;
    readonly at: number;
  }): Promise<void>;
  end(outcome: {
    readonly id: string;
    readonly status: 'succeeded' | 'failed' | 'uncertain';
    readonly result: Json;
    readonly error: { readonly code: string; readonly message: string } | undefined;
    readonly at: number;
  }): Promise<void>;
}

export interface ActServices {
  readonly http: HttpClient;
  readonly auth: AuthSession;
  readonly evaluator: Evaluator;
  readonly ledger: ActionLedger;
  readonly base: URL;
  /** Ms since epoch. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly redact: (text: string) => string;
  readonly id: () => string;
  readonly who: string;
}

/** What is sent, and what its answer is judged with. */
export interface Prepared {
  readonly request: HttpRequest;
  readonly scope: Scope;
}

export interface ActRequest {
  readonly pack: Pack;
  readonly action: Action;
  /** Of the connection and the pack. */
  readonly user: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
  /** Undefined where the action takes none. */
  readonly object: ActionObject | undefined;
  readonly dryRun: boolean;
  /** Sends although an earlier run of this action on this object may have happened. */
  readonly again: boolean;
}
