import { type FormatTable, TableLookup } from '../../../language/format-table/format-table.ts';
import type { OutboundObject } from '../../../object/outbound.ts';
import type { StixSinkOptions } from '../stix.ts';
import { domainObject } from './objects/domain-object.ts';
import { objectNames } from './objects/name-objects.ts';
import { observableBeside, observableObject } from './objects/observable-object.ts';
import type { ObjectParts } from './objects/object-parts.ts';
import { placeAttributes } from './objects/place-attributes.ts';
import { type CommonProperties, relateObject } from './objects/relate-objects.ts';
import { producerIdentity, sharedObjects } from './objects/shared-objects.ts';
import { defaultStixOptions, type StixObject, type StixOptions, timestamp } from './objects/stix-object.ts';
import { isObservable } from './words/properties.ts';

export interface MappedStix {
  /** What many objects refer to: identities, markings, the extension's definition; the same list for objects that share the same. */
  readonly shared: readonly StixObject[];
  /** The object itself first, then its relationships; none where it is refused. */
  readonly objects: readonly StixObject[];
  /** Why it does not go out; the same words for all that are left out for the same reason. */
  readonly refused?: string;
}

/** `isNew`: whoever gets it has not got it yet, so that relations which lead to it go out with it too, not with their sources alone. */
export type StixMapper = (object: OutboundObject, isNew?: boolean) => MappedStix;

/** The options as a destination names them. */
export const mapperOptions = ({ tlp_version: tlp, ...rest }: StixSinkOptions): Partial<StixOptions> => ({
  ...rest,
  ...(tlp === undefined ? {} : { tlp }),
});

/** How objects are written as STIX 2.1: the same object always gives the same, and none is written wrong. */
export const stixMapper = (given: Partial<StixOptions>, table: FormatTable): StixMapper => {
  const options = { ...defaultStixOptions, ...given };
  const producer = producerIdentity(options);
  const lookup = new TableLookup(table);
  const name = objectNames(lookup, options, producer);
  const context = { lookup, options, name, producer };
  const sharedBy = sharedObjects(options, producer);
  const refused = (why: string): MappedStix => ({ shared: [], objects: [], refused: why });

  return (object, isNew = false) => {
    if (!isWellFormed(object)) return refused('a text has half of a surrogate pair');
    const own = name(object, object.content);
    if ('why' in own) return refused(own.why);
    if (timestamp(object.firstSeen) === undefined || timestamp(object.changedAt) === undefined)
      return refused('its time is none that STIX can write');
    // Without it another file would be named, or one that no one can find again.
    if (own.type === 'file' && own.standsAlone && object.content === undefined)
      return refused('the content of the file is missing');
    if (own.columns.pattern_type !== undefined && object.gone === undefined && (object.description ?? '').trim() === '')
      return refused('the rule itself is missing');
    const { author, markings, shared } = sharedBy(object.sources[0], object.tlp);
    const common: CommonProperties = {
      created_by_ref: author,
      revoked: object.gone === 'withdrawn' ? true : undefined,
      object_marking_refs: markings,
    };
    const relations = relateObject(object, own, { ...context, common, isNew });
    const takesScore = options.profile === 'opencti' && own.type === 'indicator';
    const placed = placeAttributes(object, { type: own.type, takesScore, lookup, table });
    const parts: ObjectParts = { object, own, placed, relations, common, options, producer: producer.id };
    const main = isObservable(own.type) ? [observableObject(parts)] : [domainObject(parts), ...observableBeside(parts)];
    return { shared, objects: [...main, ...relations.relationships] };
  };
};

/** JSON would write half of a surrogate pair as an escape that no reader can make a text of. */
const isWellFormed = ({
  value,
  key,
  title = '',
  description = '',
  status = '',
  tags,
  sources,
  attributes,
}: OutboundObject): boolean =>
  [value, key, title, description, status, ...tags, ...sources].every((text) => text.isWellFormed()) &&
  attributes.every((one) => one.name.isWellFormed() && one.value.isWellFormed());
