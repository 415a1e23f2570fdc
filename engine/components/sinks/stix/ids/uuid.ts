import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { JsonRecord } from '../../../../language/basics/json.ts';

/** Of observables (STIX 2.1, section 2.9); no other object may take its id from it. */
export const OASIS_NAMESPACE = '00abedb4-aa42-466c-9c01-fed23315a9b7';

/** A UUID of version 5 (RFC 9562): the same for the same name. */
export const uuidV5 = (namespace: string, name: string): string => {
  const bytes = Buffer.concat([Buffer.from(namespace.replaceAll('-', ''), 'hex'), Buffer.from(name)]);
  const digest = hash('sha1', bytes, 'buffer');
  digest[6] = ((digest[6] as number) & 0x0f) | 0x50;
  digest[8] = ((digest[8] as number) & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** The one spelling of a JSON object (RFC 8785). Throws where a text has half of a surrogate pair, which UTF-8 can't have. */
export const canonicalJson = (value: JsonRecord): string => canonicalize(value) ?? '';

/** `type--uuid`, named by the properties. */
export const namedId = (namespace: string, type: string, named: JsonRecord): string =>
  `${type}--${uuidV5(namespace, canonicalJson(named))}`;
