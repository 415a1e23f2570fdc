/**
 * A guide as data: what the writers (Markdown, JSON, HTML) have in common, and what `--format json` prints as it stands.
 *
 * Texts are plain, and foreign in part: an author wrote some of them, a vendor's answer holds others. A writer escapes them for its format.
 * A part between backticks is code, in notes and in texts of the author. Nothing here is a secret's value, a time of this machine, or a path
 * outside of the folder of definitions.
 */
export interface Guide {
  /** The pack's name in `pack/feed`. */
  readonly pack: string;
  readonly facts: GuideFacts;
  readonly introduction: GuideIntroduction;
  /** What must be there before it runs. */
  readonly prerequisites: readonly string[];
  /** By `pack` (options of every feed and action), a feed's name or an action's; without those that have no option of their own. */
  readonly configuration: Readonly<Record<string, readonly OptionRow[]>>;
  /** By name, in the order of the definition. */
  readonly feeds: Readonly<Record<string, GuideFeed>>;
  /** Each call of the pack's feeds once, and the login; those of actions stand with them. */
  readonly requests: readonly GuideRequest[];
  /** By feed: what of an answer becomes what. */
  readonly mapping: Readonly<Record<string, readonly MappingRow[]>>;
  readonly actions: Readonly<Record<string, GuideAction>>;
  /** By feed; without those of which nothing was measured. */
  readonly runs: Readonly<Record<string, GuideRun>>;
  /** Known issues and limits, of the author and of the definition. */
  readonly limits: readonly string[];
  /** The latest first. */
  readonly changes: readonly GuideChange[];
}

export interface GuideFacts {
  readonly title: string;
  readonly version: string;
  /** The language that the engine must know, such as `1`. */
  readonly language: number;
  readonly category: string | null;
  readonly author: string | null;
  /** By its path under the folder of definitions, with `/`. */
  readonly definition: string;
}

export interface GuideIntroduction {
  /** Paragraphs. */
  readonly text: readonly string[];
  readonly feeds: readonly Named[];
  readonly actions: readonly Named[];
  /** What comes of the feeds. */
  readonly objects: readonly GuideObjectType[];
}

export interface Named {
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
}

export interface GuideObjectType {
  readonly code: string;
  readonly name: string;
  readonly plural: string;
  /** Such as `IP Address`; none where they come with the data. */
  readonly subtypes: readonly string[];
  /** A type of the pack's own: it must be known where the objects go. */
  readonly custom: boolean;
  readonly hasAttributes: boolean;
}

/** An option: of the pack, a feed, or an action's run. */
export interface OptionRow {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly description: string | null;
  /** As a person writes it; null: none, as for every secret. Several for a list. */
  readonly default: string | readonly string[] | null;
  readonly required: boolean;
  /** When it is required, in words; null: as `required` says. */
  readonly requiredWhen: string | null;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** Such as `at most 120 characters`, `0 to 100`. */
  readonly limits: readonly string[];
  readonly advanced: boolean;
}

export interface GuideFeed extends Named {
  /** What a run does, in sentences: where it starts, in what steps, what it asks for then. */
  readonly steps: readonly string[];
  /** Names of the requests of this feed, in the order in which they are made. */
  readonly requests: readonly string[];
  /** What is left out, and why. */
  readonly filters: readonly GuideFilter[];
  readonly graph: GuideGraph;
}

export interface GuideFilter {
  /** Such as `below the importance threshold`. */
  readonly because: string;
  readonly kind: 'keep' | 'drop';
  /** The expression, on one line, as code; it may hold backticks. */
  readonly test: string;
}

export type RequestRole =
  'login' | 'source' | 'index' | 'document' | 'supplemental' | 'fulfillment' | 'acknowledgement' | 'action';

export interface GuideRequest {
  /** The endpoint's, `login`, or the action's. */
  readonly name: string;
  readonly title: string;
  readonly role: RequestRole;
  /** The feeds that make it; none for an action's. */
  readonly feeds: readonly string[];
  readonly description: string | null;
  readonly method: string;
  /** With placeholders such as `<access_token>` or `<since>`. */
  readonly address: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: string | null;
  /** What stands for each `<name>` in it. */
  readonly placeholders: readonly { readonly name: string; readonly meaning: string }[];
  /** For a shell, over several lines; secrets are variables such as `$ACCESS_TOKEN`, the rest placeholders. */
  readonly curl: string;
  /** A request as it was sent in a case; null: no case says one. */
  readonly sent: GuideSent | null;
  readonly samples: readonly GuideSample[];
  /** Pages, what counts as success, what is made of errors. */
  readonly notes: readonly string[];
}

/** A request with the values of a case, over a vendor made of fixtures. */
export interface GuideSent {
  /** Method, path and query: `GET /v1/cases?id=7`. */
  readonly line: string;
  readonly body: string | null;
  /** The case, by its path under the pack's fixtures. */
  readonly file: string;
}

/** An answer of the vendor. */
export interface GuideSample {
  /** By its path under the pack's fixtures. */
  readonly file: string;
  /** Statuses that it is the body of; none: of a good answer. */
  readonly status: readonly number[];
  /** For colours: `json`, `xml`, `csv`, or `text`. */
  readonly language: string;
  /** Shortened in its middle where it is long. */
  readonly text: string;
  readonly isShortened: boolean;
}

/** The columns of a mapping table. `N/A` stands nowhere: a cell without content is null. */
export interface MappingRow {
  /** Where the value comes from: `call.path.to.field`; several, where it is made of several; null: it stands in the definition. */
  readonly path: string | null;
  /** Such as `Incident.Value`, `Incident/Event.Attribute`. */
  readonly entity: string;
  /** The object's type or subtype, or the attribute's name. */
  readonly key: string | null;
  /** The path of the published date; null: it has none of its own. */
  readonly published: string | null;
  /** Evaluated over the samples; null: no sample has it. */
  readonly example: string | null;
  readonly notes: readonly string[];
  /** The report entry that it belongs to. */
  readonly entry: string;
}

export interface GuideAction extends Named {
  /** What it may be run on; none: on nothing. */
  readonly accepts: readonly { readonly code: string; readonly name: string }[];
  readonly options: readonly OptionRow[];
  /** What is checked before anything is sent. */
  readonly requires: readonly string[];
  readonly changesVendor: boolean;
  readonly request: GuideRequest;
  /** What the answer comes down to, over its sample. */
  readonly result: string | null;
}

/** What a run brings. */
export interface GuideRun {
  /** Where the figures come from, as a sentence. */
  readonly measured: string;
  readonly rows: readonly { readonly metric: string; readonly result: string }[];
}

export interface GuideChange {
  readonly version: string;
  readonly date: string | null;
  readonly lines: readonly string[];
}

/** What a feed is made of, for a drawing: from the left to the right. */
export interface GuideGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  /** Of a report entry: `object NAME`. */
  readonly id: string;
  /** `call`: a request, with its role; `records`: what the filters leave; `object`: a report entry. */
  readonly kind: 'call' | 'records' | 'object';
  readonly role: RequestRole | null;
  readonly title: string;
  /** A second line, such as the method and path, the object types, or how many filters there are. */
  readonly detail: string | null;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** `data`: an answer goes there; `asks`: for each record a call is made; `bytes`: a file is fetched; `relation`: objects are related. */
  readonly kind: 'data' | 'asks' | 'bytes' | 'relation';
  readonly label: string | null;
}
