import type { RelationRow, TableLookup } from '../../../../language/format-table/format-table.ts';
import type { OutboundHead, OutboundObject } from '../../../../object/outbound.ts';
import type { StixRelationColumns } from '../format.ts';
import { openCtiId } from '../ids/opencti-id.ts';
import { isFor, isStandard } from '../words/relationship-types.ts';
import { hyphenated } from '../words/vocabularies.ts';
import type { NamedObject, NameObject } from './name-objects.ts';
import { ownId } from './shared-objects.ts';
import { type StixObject, type StixOptions, timestamp, withoutEmpty } from './stix-object.ts';
import { named, sayings } from './who-relates.ts';

interface RelationshipType {
  readonly type: string;
  readonly reverse: boolean;
  /** The word that the type does not say. */
  readonly lost: string | undefined;
}

/** What a relation is called, by the table and by what the standard allows between these two. */
const relationshipType = (
  as: string | undefined,
  ends: readonly [source: OutboundHead, target: OutboundHead],
  types: readonly [source: string, target: string],
  lookup: TableLookup,
): RelationshipType => {
  const [{ type: from }, { type: to }] = ends;
  const [source, target] = types;
  const byRow = (row: RelationRow | undefined): RelationshipType | undefined => {
    const { relationship: type, reverse = false } = (row?.columns ?? {}) as StixRelationColumns;
    if (type === undefined) return undefined;
    const fits = reverse ? isFor(type, target, source) : isFor(type, source, target);
    return fits || !isStandard(type) ? { type, reverse, lost: undefined } : undefined;
  };
  const byWord = (): RelationshipType | undefined => {
    const type = as === undefined ? undefined : hyphenated(as);
    return type !== undefined && isFor(type, source, target) ? { type, reverse: false, lost: undefined } : undefined;
  };
  const found = (as === undefined ? undefined : byRow(lookup.relation(as, from, to))) ?? byWord();
  if (found !== undefined) return found;
  // A word that says nothing here must not be taken for another one.
  const otherwise = as === undefined ? byRow(lookup.relation(undefined, from, to)) : undefined;
  return otherwise ?? { type: 'related-to', reverse: false, lost: as };
};

export interface Relations {
  /** What a report or note is about. */
  readonly within: readonly string[];
  /** When the youngest of these was seen first, ms since epoch. */
  readonly youngest: number;
  readonly relationships: readonly StixObject[];
}

/** Properties that a relationship shares with the object that it goes out with. */
export type CommonProperties = Readonly<Record<'created_by_ref' | 'revoked' | 'object_marking_refs', unknown>>;

export interface RelateContext {
  readonly lookup: TableLookup;
  readonly options: StixOptions;
  readonly name: NameObject;
  readonly producer: StixObject;
  readonly common: CommonProperties;
  readonly isNew: boolean;
}

/** A relationship of this type between these two. */
const relationship = (
  [type, source, target]: readonly [string, string, string],
  properties: Readonly<Record<string, unknown>>,
  { options: { profile }, producer }: RelateContext,
): StixObject => {
  const ends = { relationship_type: type, source_ref: source, target_ref: target };
  const own = profile === 'opencti' ? openCtiId('relationship', ends) : undefined;
  const id = own ?? ownId('relationship', { producer: producer.id, ...ends });
  return { type: 'relationship', spec_version: '2.1', id, ...withoutEmpty(properties), ...ends };
};

/** The relations of an object, each pair once over all objects. */
export const relateObject = (object: OutboundObject, own: NamedObject, context: RelateContext): Relations => {
  const { common, isNew } = context;
  const within = new Set<string>();
  let youngest = object.firstSeen;
  const relationships = new Map<string, StixObject>();
  const add = (ends: readonly [string, string, string], firstSeen: number, description?: string): void => {
    const created = timestamp(firstSeen) === undefined ? object.firstSeen : Math.max(firstSeen, object.firstSeen);
    const { created_by_ref, ...more } = common;
    const times = { created: timestamp(created), modified: timestamp(Math.max(created, object.changedAt)) };
    const made = relationship(ends, { created_by_ref, ...times, description, ...more }, context);
    if (!relationships.has(made.id)) relationships.set(made.id, made);
  };
  // OpenCTI takes `based-on` for it, which the standard has for observed data alone.
  const basedOn = context.options.profile === 'opencti' ? 'based-on' : 'related-to';
  if (own.beside !== undefined) add([basedOn, own.id, own.beside], object.firstSeen);
  for (const relation of object.relations) {
    const found = context.name(relation.other);
    if ('why' in found) continue;
    const other = named(found, relation.far);
    if (other.id === own.id) continue;
    const isLater = relation.other.change < object.change;
    const saying = sayings[context.options.relations]({ own, other, direction: relation.direction, isNew, isLater });
    if (saying === 'within') {
      within.add(other.id);
      youngest = Math.max(youngest, relation.other.firstSeen);
    } else if (saying === 'between') {
      const isSource = relation.direction === 'to';
      const [source, target] = isSource ? [own, other] : [other, own];
      const heads = isSource ? ([object, relation.other] as const) : ([relation.other, object] as const);
      const { type, reverse, lost } = relationshipType(relation.as, heads, [source.type, target.type], context.lookup);
      const ends = reverse ? ([type, target.id, source.id] as const) : ([type, source.id, target.id] as const);
      add(ends, relation.other.firstSeen, lost);
    }
  }
  return { within: [...within], youngest, relationships: [...relationships.values()] };
};
