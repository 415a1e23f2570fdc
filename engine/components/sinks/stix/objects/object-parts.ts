import type { OutboundObject } from '../../../../object/outbound.ts';
import { isObservable } from '../words/properties.ts';
import type { NamedObject } from './name-objects.ts';
import type { PlacedAttributes } from './place-attributes.ts';
import type { CommonProperties, Relations } from './relate-objects.ts';
import { EXTENSION } from './shared-objects.ts';
import { type StixOptions, timestamp, withoutEmpty } from './stix-object.ts';

/** What a STIX object is made of. */
export interface ObjectParts {
  readonly object: OutboundObject;
  readonly own: NamedObject;
  readonly placed: PlacedAttributes;
  readonly relations: Relations;
  readonly common: CommonProperties;
  readonly options: StixOptions;
  /** The id of who hands it on. */
  readonly producer: string;
}

/** All that the properties of the standard don't say, in our extension. */
export const extensionOf = ({ object, own, placed }: ObjectParts): Readonly<Record<string, unknown>> => {
  const isBare = isObservable(own.type);
  const said = withoutEmpty({
    object_type: object.type,
    object_subtype: object.subtype,
    value: own.name === object.value ? undefined : object.value,
    title: object.title === own.name ? undefined : object.title,
    description: isBare ? object.description : undefined,
    status: object.status,
    published_at: own.type === 'indicator' || own.type === 'report' ? undefined : timestamp(object.publishedAt),
    happened_at: timestamp(object.happenedAt),
    expires_at: own.type === 'indicator' ? undefined : timestamp(object.expiresAt),
    tags: isBare ? object.tags : undefined,
    sources: object.sources,
    feeds: object.feeds,
    attributes: placed.others,
  });
  return { [EXTENSION]: { extension_type: 'property-extension', ...said } };
};
