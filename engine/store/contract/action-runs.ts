/** What a store keeps of the actions that were sent. */
import type { Json } from '../../language/basics/json.ts';

/** What is about to be sent. */
export interface ActionIntent {
  readonly id: string;
  /** `pack/action`. */
  readonly action: string;
  /** The object as the user named it, e.g. `incident:CASE123456`; where the action takes none, its options as JSON. */
  readonly object: string;
  readonly who: string | undefined;
  /** Without secrets. */
  readonly request: Json;
  readonly now: number;
}

export interface ActionEnd {
  /** `uncertain`: sent, and nobody knows what became of it. */
  readonly status: 'succeeded' | 'failed' | 'uncertain';
  readonly now: number;
  /** Without secrets. */
  readonly answer: Json;
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

export interface ActionRun extends Omit<ActionIntent, 'now'> {
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** `intent`: no outcome was kept, so it may have happened. */
  readonly status: ActionEnd['status'] | 'intent';
  readonly answer: Json | undefined;
  readonly error: ActionEnd['error'];
}

export interface ActionQuery {
  readonly action?: string | undefined;
  readonly object?: string | undefined;
  readonly status?: ActionRun['status'] | undefined;
  readonly limit?: number | undefined;
}
