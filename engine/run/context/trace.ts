import type { PageVariables } from '../../components/paginators/paginator.ts';
import type { WireEvent } from '../../http/http.ts';
import type { Place } from '../../language/basics/place.ts';
import type { ObjectCounts, RecordCounts } from '../../store/contract/store.ts';
import type { ExplainedRecord } from '../report/explain/explained.ts';

/** What became of records, and how many objects came of them. */
export interface Figures {
  readonly records: RecordCounts;
  readonly objects: number;
}

/** What the rules of paging said at the end of a page. */
export type PageDecision =
  | { readonly kind: 'stop'; readonly because: string }
  | {
      readonly kind: 'next';
      /** What the next request has as `$page`. */
      readonly page: PageVariables;
      /** Where the vendor said the whole address. */
      readonly url: string | undefined;
      /** The option that gave it, with the expression over the answer. */
      readonly from: { readonly option: string; readonly source: string; readonly place: Place } | undefined;
    };

interface WindowOf {
  /** The value of `partition:` that the run is for. */
  readonly partition: string | undefined;
  /** From 0. */
  readonly index: number;
  readonly of: number;
  /** Ms since epoch. */
  readonly since: number | undefined;
  readonly until: number | undefined;
}

/** What a run does, as it does it. Secrets stand in it in clear: it goes to the redactor before anybody sees it. */
export type TraceEvent =
  | WireEvent
  | ({ readonly kind: 'window' } & WindowOf)
  | {
      readonly kind: 'page';
      /** The endpoint's name. */
      readonly label: string;
      /** The line of `paginate`, else that of the endpoint's request. */
      readonly place: Place;
      readonly page: PageVariables;
      /** That the page held. */
      readonly records: number;
      /** Of the page alone; undefined where the records are none of the feed's source, or their turn is still to come. */
      readonly became: Figures | undefined;
      readonly decision: PageDecision;
    }
  | ({
      readonly kind: 'window_end';
      readonly records: RecordCounts;
      readonly objects: ObjectCounts | undefined;
      /** Anomalies by name. */
      readonly notes: Readonly<Record<string, number>>;
      readonly because: string;
    } & WindowOf)
  | ({ readonly kind: 'record' } & ExplainedRecord)
  /** No record had the key that was to be followed. */
  | { readonly kind: 'no_record'; readonly key: string };

/** Looks on while a run goes its way, and changes nothing of it. */
export interface Trace {
  readonly tell: (event: TraceEvent) => void;
  /** The record that is followed: its key, or a value of one of its members where the feed has no key. */
  readonly record?: string | undefined;
  /** It is told of requests alone: what the run leaves out of its work may stay left out. */
  readonly wireOnly?: boolean | undefined;
}
