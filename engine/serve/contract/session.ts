export type Role = 'viewer' | 'operator' | 'admin';

/** Who is asking, and what the console has to know of the server. */
export interface Me {
  readonly user: string;
  readonly role: Role;
  /** For the header `x-feedwright-csrf`. */
  readonly csrf: string;
  readonly version: string;
  /** The server's time. */
  readonly now: string;
  readonly mock: boolean;
  /** Where there is one: the address that begins a sign-in with it. */
  readonly oidc: string | null;
}

/** The ways in that there are; `oidc` is the address that begins it. */
export interface SignInWays {
  readonly token: boolean;
  readonly password: boolean;
  readonly oidc: string | null;
}

/** A one-time token, as `serve` prints it, or a user's name and password. */
export type SignIn = { readonly token: string } | { readonly user: string; readonly password: string };

/** What went wrong. */
export interface Problem {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    /** `file:line:column`. */
    readonly place: string | null;
    readonly findings: readonly Finding[];
  };
}

export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint: string | null;
  readonly place: Place;
}

export interface Place {
  /** From the working folder, where it lies in it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface AuditQuery {
  readonly limit?: string;
  /** Entries before this number. */
  readonly before?: string;
}

export interface AuditEntry {
  readonly number: number;
  readonly at: string;
  readonly user: string;
  readonly role: Role | null;
  /** Where from; null: the server itself. */
  readonly address: string | null;
  /** `run`, `stop`, `pause`, `resume`, `hold`, `reveal`, `act`, `ask`, `approve`, `refuse`, `lapsed`, `push`, `reload`, `save-instance`, `sign-in`, `sign-out`, `refused`, … */
  readonly what: string;
  /** A feed, an object, an action, … */
  readonly on: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditView {
  /** The latest first. */
  readonly entries: readonly AuditEntry[];
}

/** Of `GET /api/events`: something has changed, and is to be asked for again. */
export type ServerEvent =
  | { readonly kind: 'feed'; readonly name: string }
  | { readonly kind: 'job'; readonly job: string; readonly feed: string | null; readonly state: 'waiting' | 'running' | 'ended' }
  | { readonly kind: 'definitions' }
  | { readonly kind: 'destination'; readonly name: string }
  /** One was sent, or waits for a second person, or was decided. */
  | { readonly kind: 'actions' }
  | { readonly kind: 'notice'; readonly level: 'info' | 'warning' | 'error'; readonly message: string; readonly at: string };
