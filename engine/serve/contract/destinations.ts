export interface DestinationsView {
  readonly destinations: readonly DestinationView[];
}

export interface DestinationView {
  readonly name: string;
  /** Null: it is not in the configuration any more. */
  readonly kind: string | null;
  readonly state: 'never sent' | 'up to date' | 'behind' | 'failing' | 'stopped' | 'pushing';
  /** Objects that it has. */
  readonly has: number;
  /** Changes that it has not been told of. */
  readonly lag: number;
  readonly behind_since: string | null;
  readonly refused: number;
  readonly confirmed_at: string | null;
  readonly position: number;
  readonly failure: { readonly since: string; readonly at: string; readonly code: string; readonly message: string } | null;
  readonly job: string | null;
}

/** Dead letters. */
export interface RefusedView {
  readonly refused: readonly {
    readonly type: string;
    readonly subtype: string;
    readonly value: string;
    readonly at: string;
    readonly attempts: number;
    readonly reason: string;
  }[];
  readonly is_cut: boolean;
}

export interface PushAsked {
  /** Everything again, from the first change on. */
  readonly all?: boolean;
  /** What was refused, and nothing else. */
  readonly refused?: boolean;
}
