import { readTlp, tlpColours } from '../../../../language/basics/tlp.ts';
import { openCtiId } from '../ids/opencti-id.ts';
import { namedId } from '../ids/uuid.ts';
import type { StixObject, StixOptions } from './stix-object.ts';

/** Ids of objects that are no observables are of this one (STIX 2.1, section 2.9 keeps its own for those). */
const OWN_NAMESPACE = '17e8c9e2-094b-4559-ad60-837e13267762';
/** When what is the same for all was made. */
const MADE = '2026-11-01T00:00:00.000Z';

/** An id in our own namespace: of what the names say, and of no other type. */
export const ownId = (type: string, named: Readonly<Record<string, unknown>>): string =>
  namedId(OWN_NAMESPACE, type, { type, ...named });

const organization = (name: string, id: string): StixObject => ({
  type: 'identity',
  spec_version: '2.1',
  id,
  created: MADE,
  modified: MADE,
  name,
  identity_class: 'organization',
});

const openCtiIdentity = (name: string): string => openCtiId('identity', { name, identity_class: 'organization' }) ?? '';

/** Who hands the objects on. */
export const producerIdentity = ({ producer, profile }: StixOptions): StixObject =>
  organization(producer, profile === 'opencti' ? openCtiIdentity(producer) : ownId('identity', { producer }));

/** Whom a source is named after; OpenCTI shows it as the author. */
const sourceIdentity = (source: string): StixObject => organization(source, openCtiIdentity(source));

/** Of the extension itself, whoever uses it. */
const author = organization('Feedwright', ownId('identity', { producer: 'Feedwright' }));

export const EXTENSION = 'extension-definition--4f85315b-600c-4c7c-95d2-ab4b88788d3f';

const TEXT = { type: 'string' } as const;
const TEXTS = { type: 'array', items: TEXT } as const;
const SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['extension_type', 'object_type'],
  properties: {
    extension_type: { const: 'property-extension' },
    object_type: TEXT,
    object_subtype: TEXT,
    value: TEXT,
    title: TEXT,
    description: TEXT,
    status: TEXT,
    published_at: TEXT,
    happened_at: TEXT,
    expires_at: TEXT,
    tags: TEXTS,
    sources: TEXTS,
    feeds: TEXTS,
    attributes: {
      type: 'array',
      items: { type: 'object', required: ['name', 'value'], properties: { name: TEXT, value: TEXT } },
    },
  },
} as const;

/** What says of an object all that STIX has no place for, and who made it (STIX 2.1, section 7.3). */
const extensionObjects: readonly StixObject[] = [
  author,
  {
    type: 'extension-definition',
    spec_version: '2.1',
    id: EXTENSION,
    created_by_ref: author.id,
    created: MADE,
    modified: MADE,
    name: 'Feedwright object',
    description:
      'What a source says of an object that STIX has no property for: its type, its fields, and attributes by name and value.',
    schema: JSON.stringify(SCHEMA),
    version: '1.0.0',
    extension_types: ['property-extension'],
  },
];

/** Section 7.2.1.4: these four, and no others. */
const TLP_1: Readonly<Record<string, string>> = {
  white: '613f2e26-407d-48c7-9eca-b8e91df99dc9',
  green: '34098fce-860f-48ae-8e50-ebd3cc5e41da',
  amber: 'f88d31f6-486f-44da-b317-01333bde0b82',
  red: '5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
};
/** OASIS's extension definition for TLP 2. */
const TLP_2: Readonly<Record<string, string>> = {
  clear: '94868c89-83c2-464b-929b-a1a8aa3c8487',
  green: 'bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  amber: '55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  'amber+strict': '939a9414-2ddd-4d32-a0cd-375ea402b003',
  red: 'e828b379-4e03-4974-9ac4-e53a884c97c1',
};
const TLP_2_EXTENSION = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';

const tlp1 = (tlp: string): StixObject => ({
  type: 'marking-definition',
  spec_version: '2.1',
  id: `marking-definition--${TLP_1[tlp] ?? ''}`,
  created: '2017-01-20T00:00:00.000Z',
  name: `TLP:${tlp.toUpperCase()}`,
  definition_type: 'tlp',
  definition: { tlp },
});

const tlp2 = (tlp: string): StixObject => ({
  type: 'marking-definition',
  spec_version: '2.1',
  id: `marking-definition--${TLP_2[tlp] ?? ''}`,
  created: '2022-10-01T00:00:00.000Z',
  name: `TLP:${tlp.toUpperCase()}`,
  extensions: { [TLP_2_EXTENSION]: { extension_type: 'property-extension', tlp_2_0: tlp } },
});

/** All that objects of any kind may refer to, but for whom a source is named after. */
export const sharedOf = (options: StixOptions): readonly StixObject[] => [
  producerIdentity(options),
  ...extensionObjects.filter(({ id }) => id !== producerIdentity(options).id),
  ...new Map(tlpColours.flatMap((colour) => tlpMarkings(colour, options.tlp)).map((one) => [one.id, one])).values(),
];

/**
 * The markings of a colour. TLP 1 has no amber+strict: an object gets amber, which old readers know, and TLP 2's marking beside it;
 * of several the strictest counts.
 */
const tlpMarkings = (tlp: string | undefined, version: StixOptions['tlp']): readonly StixObject[] => {
  const colour = tlp === undefined ? undefined : readTlp(tlp);
  if (colour === undefined) return [];
  if (version === 2) return [tlp2(colour === 'white' ? 'clear' : colour)];
  return colour === 'amber+strict' ? [tlp1('amber'), tlp2(colour)] : [tlp1(colour)];
};

interface Shared {
  /** Id of who says so. */
  readonly author: string;
  /** Ids. */
  readonly markings: readonly string[];
  readonly shared: readonly StixObject[];
}

/** Sources whose identities are remembered. */
const MOST_SOURCES = 1000;

/** What an object of a source with a mark refers to, each made once. */
export const sharedObjects = (
  options: StixOptions,
  producer: StixObject,
): ((source: string | undefined, tlp: string | undefined) => Shared) => {
  const known = new Map<string, Shared>();
  const make = (source: string | undefined, tlp: string | undefined): Shared => {
    const author = options.profile === 'opencti' && source !== undefined ? sourceIdentity(source) : producer;
    const markings = tlpMarkings(tlp, options.tlp);
    const shared = [producer, ...extensionObjects, author, ...markings];
    return { author: author.id, markings: markings.map(({ id }) => id), shared };
  };
  return (source, tlp) => {
    const key = JSON.stringify([source, tlp]);
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= MOST_SOURCES) known.clear();
    const made = make(source, tlp);
    known.set(key, made);
    return made;
  };
};
