import { OBJECT_FIELDS, type FieldColumns } from '../../object/object-fields.ts';
import type { ObjectStood, UndoWhat } from './undo-row.ts';
import type { AttributeSaid, ListingState, ListingStep } from '../views/object-past.ts';

/** What a run has kept of an object: what stood before it, as JSON, or that it made the object. */
export interface KeptRow {
  readonly what: UndoWhat;
  readonly stood: string | null;
  readonly members: string | null;
}

export interface StepReaders {
  /** What an instance said, of which the number of its place among the changes is known. */
  readonly state: (withdrawnAt: number | null, change: number, values: readonly (string | number | null)[]) => ListingState;
  readonly said: (members: string | null) => readonly AttributeSaid[];
  /** The object's value as it is now. */
  readonly value: string;
}

/** By column. */
export const fieldColumns = (values: readonly (string | number | null)[]): FieldColumns =>
  Object.fromEntries(OBJECT_FIELDS.map(({ column }, index) => [column, values[index] ?? null])) as unknown as FieldColumns;

/** A run's step in what an instance says of an object. */
export const pastStep = (
  run: { readonly run: string; readonly started_at: number },
  { what, stood: text, members }: KeptRow,
  { state, said, value: present }: StepReaders,
): ListingStep => {
  const head = { run: run.run, startedAt: run.started_at, made: what === 'made' };
  if (what === 'made')
    return { ...head, stood: undefined, attributes: undefined, value: undefined, tags: [], related: [], content: undefined };
  const [listing, changed, value, added] = JSON.parse(text ?? '[null,0,null,null]') as ObjectStood;
  const { tags = [], relations = [], value: became, file } = added ?? {};
  const [, withdrawn = null, seq = 0, , ...fields] = listing ?? [null];
  return {
    ...head,
    stood: listing === null ? undefined : state(withdrawn, seq, fields),
    attributes: changed === 0 || changed === false ? undefined : said(members),
    value: became === undefined ? undefined : { before: value ?? present, after: became },
    tags,
    related: relations,
    content: file && { before: file.content?.[0], after: file.became ?? undefined },
  };
};
