import type { Shape } from './shape.ts';

/** What the loader must know of a component, without knowing the component. */
export interface ComponentInfo {
  readonly name: string;
  readonly summary: string;
  readonly options: Shape<unknown>;
  readonly example: string;
  /** Decoders only: `bytes` to bytes, or to `records`. */
  readonly stage?: 'bytes' | 'records';
  /** Paginators only: members of `$page`, one of which a request must send to get another page than the first. */
  readonly sends?: readonly string[];
  /** States only: without `$state` in a request the next run gets the same. */
  readonly isSent?: boolean;
}

/** What the loader must know of a format in which objects go out: the columns of its table. */
export interface FormatInfo {
  readonly name: string;
  readonly summary: string;
  /** What a row says beside what it is for: of an object type, of an attribute, of a kind of relation. */
  readonly objects: Columns;
  readonly attributes: Columns;
  readonly relations: Columns;
  /** The column that says what an object becomes: only a row that leaves it out is without. */
  readonly target: string;
  /** The column that a row for objects lacks beside what it says. */
  lacks?(row: Readonly<Record<string, unknown>>): string | undefined;
  /** Words of sources and the format's words for them, by the name of what takes them. */
  readonly vocabularies: Columns;
  readonly example: string;
}

export type Columns = Readonly<Record<string, Shape<unknown>>>;

/** What an expression or template says of itself once it is compiled; offsets count from 0 into its source. */
export interface SourceFacts {
  readonly error?: { readonly code: string; readonly message: string; readonly offset: number; readonly hint?: string };
  readonly warnings?: readonly {
    readonly code: string;
    readonly message: string;
    readonly offset: number;
    readonly hint?: string;
  }[];
  /** `$name` used free, without `$`; in a template `@name`. */
  readonly variables: readonly { readonly name: string; readonly path: readonly string[]; readonly offset: number }[];
  readonly functions: readonly { readonly name: string; readonly offset: number }[];
  /** Tables that it looks up; without a name where that is no text in quotes. */
  readonly tables?: readonly { readonly name: string | undefined; readonly offset: number }[];
  /** Paths into the data that it is evaluated over; none where that can't be told from its text. */
  readonly fields?: readonly { readonly path: readonly string[]; readonly offset: number }[];
}

/** The words that the loader checks a definition against; the rooms to the right of `language/` supply them. */
export interface Vocabulary {
  expression(source: string): SourceFacts;
  template(source: string): SourceFacts;
  /** Names of every function that an expression may call, JSONata's own included. */
  readonly functions: readonly string[];
  /** Registry helpers that a template may call. */
  readonly templateFunctions: readonly string[];
  readonly decoders: Readonly<Record<string, ComponentInfo>>;
  readonly auth: Readonly<Record<string, ComponentInfo>>;
  readonly paginators: Readonly<Record<string, ComponentInfo>>;
  readonly states: Readonly<Record<string, ComponentInfo>>;
  readonly formats: Readonly<Record<string, FormatInfo>>;
}
