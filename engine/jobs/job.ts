/** What runs are queued with, and what is known of them. Times are ms since epoch. */

/** Why a run is queued. */
export type Because = 'turn' | 'missed' | 'asked' | 'cut off';

/** An instance of a tenant. */
export interface InstanceOf {
  /** '': the project itself. */
  readonly tenant: string;
  /** The instance's name, or `pack/feed`. */
  readonly name: string;
}

/** A run that is to be queued. */
export interface Order extends InstanceOf {
  readonly because: Because;
  /** Turns of its schedule up to here are this run's; 0: none are. */
  readonly serves: number;
  /** Who asked for it; null: nobody. */
  readonly by: string | null;
  /** Of a range of its own, as `--since` and `--until` take them. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** What comes is sealed, and waits to be looked at. */
  readonly hold?: boolean | undefined;
  /** Its pages are kept, for whoever asked. */
  readonly look?: boolean | undefined;
  /** Higher ones go first among the tenant's own. */
  readonly priority?: number | undefined;
}

/** What became of an order. */
export type Queued =
  | { readonly kind: 'queued'; readonly job: string }
  /** Another run of the instance is queued or under way: this one is not queued. `serves` is that one's. */
  | { readonly kind: 'refused'; readonly job: string; readonly serves: number }
  /** Somebody else has decided these turns already, and their run has ended. */
  | { readonly kind: 'decided' }
  /** The instance is paused, and nobody asked for the run. */
  | { readonly kind: 'paused' };

/** A run that a worker has in hand. */
export interface Taken extends Order {
  readonly job: string;
  /** How often it was taken before. A job that was taken again since is not this worker's any more. */
  readonly attempt: number;
  /** How often it was given back by one that had it. */
  readonly backs: number;
  /** When it was queued first. */
  readonly at: number;
  /** A worker that had it was taken for dead, and may still be at it. */
  readonly fell: boolean;
}

/** How a run ended, as those who wait for it are told. */
export interface JobEnd {
  /** `ran`: it has a row, good or bad; `stopped`: somebody stopped it; `dead`: it could not be run, and waits for somebody. */
  readonly how: 'ran' | 'stopped' | 'dead';
  /** The run's row, or null. */
  readonly row: unknown;
  readonly error: JobError | null;
  /** Of a run that was looked at: what came. */
  readonly looked?: unknown;
}

/** What a run tells on its way; nothing in it is secret. */
export interface JobEvent {
  readonly kind: string;
}

export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly place?: string | undefined;
}

/** A job as `feedwright jobs list` shows it. */
export interface JobRow extends InstanceOf {
  readonly job: string;
  readonly state: 'queued' | 'waiting' | 'under way' | 'dead';
  readonly because: Because;
  readonly by: string | null;
  readonly priority: number;
  readonly queuedAt: number;
  /** Not before; of one that is queued it lies behind. */
  readonly startsAfter: number;
  /** Since when a worker has it in hand. */
  readonly since: number | null;
  /** As it has last said; null: nobody has yet. */
  readonly worker: string | null;
  /** Workers that died with it. */
  readonly falls: number;
  readonly error: JobError | null;
}
