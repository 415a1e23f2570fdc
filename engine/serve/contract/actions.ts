import type { FormView } from './definitions.ts';
import type { RunError } from './runs.ts';

export interface ActionsView {
  readonly actions: readonly ActionView[];
}

export interface ActionView extends FormView {
  /** `pack/action`. */
  readonly action: string;
  readonly title: string;
  readonly description: string | null;
  /** Types of objects; none where it takes no object. */
  readonly accepts: readonly string[];
  readonly side_effects: boolean;
  /** Two people have to agree. */
  readonly approval: 'one' | 'two';
}

export interface ActionRequest {
  readonly action: string;
  /** `type:value` of objects in the store. */
  readonly objects: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  /** Sends although an earlier one may have happened. */
  readonly again?: boolean;
}

export interface ActionPreview {
  readonly rows: readonly ActionRow[];
  /** Of these very requests: what is confirmed is what is sent. */
  readonly digest: string;
  readonly approval: 'one' | 'two';
}

export interface ActionRow {
  readonly action: string;
  readonly object: string | null;
  readonly status: 'succeeded' | 'failed' | 'refused' | 'uncertain' | 'dry_run';
  readonly result: unknown;
  readonly error: RunError | null;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  } | null;
}

/** `waits`: for a second person, under `GET /api/approvals`. */
export type ActionSent =
  | { readonly state: 'sent'; readonly rows: readonly ActionRow[] }
  | { readonly state: 'waits'; readonly approval: string }
  | { readonly state: 'refused' };

export interface Approval {
  readonly id: string;
  readonly action: string;
  readonly objects: readonly string[];
  readonly preview: readonly ActionRow[];
  readonly asked_by: string;
  readonly asked_at: string;
  /** Until when somebody may agree. */
  readonly until: string;
  /** The one who is asking may decide. */
  readonly may_decide: boolean;
}

export interface ActionHistory {
  /** The latest first. */
  readonly runs: readonly {
    readonly run: string;
    readonly action: string;
    readonly object: string;
    readonly who: string | null;
    /** `intent`: no outcome is known. */
    readonly status: 'intent' | 'succeeded' | 'failed' | 'uncertain';
    readonly started_at: string;
    readonly ended_at: string | null;
    readonly request: unknown;
    readonly answer: unknown;
    readonly error: { readonly code: string; readonly message: string } | null;
  }[];
}
