import type { ObjectRow, TableLookup } from '../../../../language/format-table/format-table.ts';
import type { OutboundHead } from '../../../../object/outbound.ts';
import type { StixObjectColumns } from '../format.ts';
import { observableId } from '../ids/observable-id.ts';
import { openCtiId } from '../ids/opencti-id.ts';
import { observableWith, readerOf, unfitForObservable } from '../pattern/observables.ts';
import { equalityPattern, type ObservablePath, readObservablePath } from '../pattern/pattern.ts';
import { ownId } from './shared-objects.ts';
import { type StixObject, type StixOptions, timestamp } from './stix-object.ts';

/** What an object is in STIX: enough to refer to it. */
export interface NamedObject {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly columns: StixObjectColumns;
  /** What it matches or is. */
  readonly observable: { readonly path: ObservablePath; readonly value: string | number } | undefined;
  /** Of an indicator of one value. */
  readonly pattern: string | undefined;
  /** The observable beside an indicator, where both go out; undefined also where nothing names one. */
  readonly beside: string | undefined;
  /** Its id, or whether it goes out at all, follows from more than a reference to it knows: it refers to others, not they to it. */
  readonly standsAlone: boolean;
}

/** Why an object does not go out, as its objects are counted. */
export interface Refused {
  readonly why: string;
}

/** The hash of an attachment's content. */
type Content = { readonly sha256: string } | undefined;

export type NameObject = (head: OutboundHead, content?: Content) => NamedObject | Refused;

/** Reports and notes have what they are about within. */
export const isContainer = ({ type }: { readonly type: string }): boolean => type === 'report' || type === 'note';

/** The properties of the observable itself. */
export const observableProperties = (
  { observable, columns }: Pick<NamedObject, 'observable' | 'columns'>,
  content?: Content,
): Readonly<Record<string, unknown>> =>
  observable === undefined
    ? {}
    : {
        ...(columns.set?.account_type === undefined || observable.path.type !== 'user-account'
          ? {}
          : { account_type: columns.set.account_type }),
        ...(content === undefined || observable.path.type !== 'file' ? {} : { hashes: { 'SHA-256': content.sha256 } }),
        ...observableWith(observable.path, observable.value),
      };

/** What objects are called in STIX, by the table: pure, so that what refers to an object and the object itself agree. */
export const objectNames = (lookup: TableLookup, options: StixOptions, producer: StixObject): NameObject => {
  const names = new ObjectNames(options, producer.id);
  return (head, content) => {
    const row = lookup.object(head.type, head.subtype);
    if (row === undefined) return { why: `the table has no row for objects of type ${head.type}` };
    if (row.leaveOut !== undefined) return { why: row.leaveOut };
    const columns = columnsOf(row);
    const isObserved = columns.as === 'observable' || (columns.as === 'indicator' && columns.pattern_type === undefined);
    return isObserved ? names.observed(head, columns, content) : names.other(head, columns);
  };
};

/** They were checked against the format's shapes when the table was read. */
const columnsOf = ({ columns }: ObjectRow): StixObjectColumns => columns as StixObjectColumns;

class ObjectNames {
  readonly #options: StixOptions;
  readonly #producer: string;

  constructor(options: StixOptions, producer: string) {
    this.#options = options;
    this.#producer = producer;
  }

  /** One that is told by its name, or a rule. */
  other(head: OutboundHead, columns: StixObjectColumns): NamedObject | Refused {
    const type = columns.as ?? '';
    const name = columns.name === 'title' ? (head.title ?? head.value) : head.value;
    if (name === '') return { why: 'it has no name' };
    const isRule = type === 'indicator';
    const id = (isRule ? undefined : this.#openCtiId(type, head, columns)) ?? this.#strictId(type, head);
    return { type, id, name, columns, observable: undefined, pattern: undefined, beside: undefined, standsAlone: isRule };
  }

  /** One that matches an observable, or is one. */
  observed(head: OutboundHead, columns: StixObjectColumns, content: Content): NamedObject | Refused {
    const path = readObservablePath(columns.observable ?? '');
    const read = path && readerOf(path)?.(head.value);
    if (path === undefined || read === undefined)
      return { why: `the table names no observable for objects of type ${head.type}` };
    if ('why' in read) return { why: `the value ${read.why}` };
    const observable = { path, value: read.value };
    const { indicators } = this.#options;
    const isPattern = columns.as === 'indicator' && indicators !== 'observable';
    const common = { name: head.value, columns, observable };
    if (!isPattern) {
      const itself = observableNamed(observable, columns, content);
      if ('why' in itself) return itself;
      const standsAlone = head.type === 'attachment';
      return { ...common, type: path.type, id: itself.id, pattern: undefined, beside: undefined, standsAlone };
    }
    const pattern = equalityPattern(path, read.value);
    const own = this.#options.profile === 'opencti' ? openCtiId('indicator', { pattern }) : undefined;
    const both = indicators === 'both' ? observableNamed(observable, columns, content) : undefined;
    const beside = both === undefined || 'why' in both ? undefined : both.id;
    return { ...common, type: 'indicator', id: own ?? this.#strictId('indicator', head), pattern, beside, standsAlone: false };
  }

  /** Of the object itself, whatever it becomes: so that no two of them share one. */
  #strictId(type: string, { type: own, subtype, key }: OutboundHead): string {
    return ownId(type, { producer: this.#producer, object: [own, subtype, key] });
  }

  /** By its value, which is what makes it the same one: a title may change. What a note says is not known to what refers to it. */
  #openCtiId(
    type: string,
    { value: name, firstSeen, publishedAt }: OutboundHead,
    { set }: StixObjectColumns,
  ): string | undefined {
    if (this.#options.profile !== 'opencti' || type === 'note') return undefined;
    const [created, published] = [timestamp(firstSeen), timestamp(publishedAt ?? firstSeen)];
    return openCtiId(type, { name, identity_class: set?.identity_class, created, published });
  }
}

const observableNamed = (
  observable: NonNullable<NamedObject['observable']>,
  columns: StixObjectColumns,
  content: Content,
): { readonly id: string } | Refused => {
  const { path, value } = observable;
  const unfit = unfitForObservable(path, value);
  if (unfit !== undefined) return { why: `the value ${unfit}` };
  const id = observableId(path.type, observableProperties({ observable, columns }, content));
  return id === undefined ? { why: `nothing names an observable of type ${path.type} by this value` } : { id };
};
