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
  const { profile, indicators } = options;
  /** Of the object itself, whatever it becomes: so that no two of them share one. */
  const strictId = (type: string, head: OutboundHead): string =>
    ownId(type, { producer: producer.id, object: [head.type, head.subtype, head.key] });

  const openCti = (type: string, name: string, head: OutboundHead, columns: StixObjectColumns): string | undefined => {
    // What a note says is not known to what refers to it.
    if (profile !== 'opencti' || type === 'note') return undefined;
    return openCtiId(type, {
      name,
      identity_class: columns.set?.identity_class,
      created: timestamp(head.firstSeen),
      published: timestamp(head.publishedAt ?? head.firstSeen),
    });
  };

  const domainObject = (head: OutboundHead, columns: StixObjectColumns): NamedObject => {
    const type = columns.as ?? '';
    const name = columns.name === 'title' ? (head.title ?? head.value) : head.value;
    const isRule = type === 'indicator';
    // By its value, which is what makes it the same one: a title may change.
    const id = isRule ? strictId(type, head) : (openCti(type, head.value, head, columns) ?? strictId(type, head));
    return { type, id, name, columns, observable: undefined, pattern: undefined, beside: undefined, standsAlone: isRule };
  };

  const observed = (head: OutboundHead, columns: StixObjectColumns, content: Content): NamedObject | Refused => {
    const path = readObservablePath(columns.observable ?? '');
    const read = path && readerOf(path)?.(head.value);
    if (path === undefined || read === undefined)
      return { why: `the table names no observable for objects of type ${head.type}` };
    if ('why' in read) return { why: `the value ${read.why}` };
    const observable = { path, value: read.value };
    const unfit = unfitForObservable(path, read.value);
    const id = unfit === undefined ? observableId(path.type, observableProperties({ observable, columns }, content)) : undefined;
    const isIndicator = columns.as === 'indicator';
    if (isIndicator && indicators !== 'observable') {
      const pattern = equalityPattern(path, read.value);
      const own = profile === 'opencti' ? openCtiId('indicator', { pattern }) : undefined;
      const beside = indicators === 'both' ? id : undefined;
      return {
        type: 'indicator',
        id: own ?? strictId('indicator', head),
        name: head.value,
        columns,
        observable,
        pattern,
        beside,
        standsAlone: false,
      };
    }
    if (unfit !== undefined) return { why: `the value ${unfit}` };
    if (id === undefined) return { why: `nothing names an observable of type ${path.type} by this value` };
    return {
      type: path.type,
      id,
      name: head.value,
      columns,
      observable,
      pattern: undefined,
      beside: undefined,
      standsAlone: head.type === 'attachment',
    };
  };

  return (head, content) => {
    const row = lookup.object(head.type, head.subtype);
    if (row === undefined) return { why: `the table has no row for objects of type ${head.type}` };
    if (row.leaveOut !== undefined) return { why: row.leaveOut };
    const columns = columnsOf(row);
    const isObserved = columns.as === 'observable' || (columns.as === 'indicator' && columns.pattern_type === undefined);
    return isObserved ? observed(head, columns, content) : domainObject(head, columns);
  };
};

/** They were checked against the format's shapes when the table was read. */
const columnsOf = ({ columns }: ObjectRow): StixObjectColumns => columns as StixObjectColumns;
