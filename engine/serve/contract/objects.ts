export interface ObjectsQuery {
  readonly type?: string;
  readonly subtype?: string;
  /** Exactly this value. */
  readonly value?: string;
  /** Contained in the value. */
  readonly text?: string;
  readonly source?: string;
  readonly status?: string;
  readonly tag?: string;
  /** `name` or `name=value`. */
  readonly attribute?: string;
  /** Changed since. */
  readonly since?: string;
  readonly limit?: string;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface ObjectsView {
  readonly objects: readonly ObjectBrief[];
  /** Where the next page begins; null: there is none. */
  readonly next: string | null;
  readonly types: readonly { readonly type: string; readonly subtype: string; readonly count: number }[];
  readonly sources: readonly string[];
}

export interface ObjectKey {
  readonly type: string;
  readonly subtype: string;
  readonly value: string;
  /** As JSON, where the object has one. */
  readonly identity?: string;
}

export interface ObjectBrief {
  readonly type: string;
  readonly subtype: string;
  readonly value: string;
  readonly identity: readonly unknown[] | null;
  readonly status: string | null;
  readonly description: string | null;
  readonly published_at: string | null;
  readonly expires_at: string | null;
  readonly sources: readonly string[];
  readonly tags: readonly string[];
  readonly attributes: readonly AttributeView[];
}

/** `value` is null where it is sensitive: `POST /api/object/reveal` gives it. */
export interface AttributeView {
  readonly name: string;
  readonly value: string | null;
  readonly sensitive: boolean;
  readonly sources: readonly string[];
}

export interface ObjectDetail extends ObjectBrief {
  /** All other fields, by column. */
  readonly fields: Readonly<Record<string, string>>;
  readonly related: readonly {
    readonly as: string | null;
    readonly direction: 'outgoing' | 'incoming';
    readonly to: {
      readonly type: string;
      readonly subtype: string;
      readonly value: string;
      readonly identity: readonly unknown[] | null;
    };
  }[];
  readonly content:
    { readonly sha256: string; readonly size: number; readonly media_type: string | null } | { readonly wanted: true } | null;
  /** What happened to it, as far as the store keeps it; the latest first, and an end that lies ahead before all else. */
  readonly history: readonly ObjectEventView[];
}

export interface ObjectEventView {
  /** `made`, `changed`, `withdrawn`, …: what `what` says in a sentence. */
  readonly kind: string;
  readonly at: string;
  readonly what: string;
  /** Whose word it is. */
  readonly source: string | null;
  readonly run: string | null;
  /** Null where the values are sensitive. */
  readonly changes: readonly {
    readonly name: string;
    readonly before: readonly string[] | null;
    readonly after: readonly string[] | null;
  }[];
}

export interface Revealed {
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}
