import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { JsonRecord } from '../../../../language/basics/json.ts';

/** Of observables (STIX 2.1, section 2.9); no other object may take its id from it. */
export const OASIS_NAMESPACE = '00abedb4-aa42-466c-9c01-fed23315a9b7';

const NAMESPACE_BYTES = 16;
/** Of the variant of RFC 9562, by the digit that the hash has there. */
const VARIANT = '89ab89ab89ab89ab';

/** A UUID of version 5 (RFC 9562): the same for the same name. */
export const uuidV5 = (namespace: string, name: string): string => {
  const bytes = Buffer.allocUnsafe(NAMESPACE_BYTES + Buffer.byteLength(name));
  bytes.write(namespace.replaceAll('-', ''), 'hex');
  bytes.write(name, NAMESPACE_BYTES);
  const hex = hash('sha1', bytes, 'hex');
  const variant = VARIANT.charAt(parseInt(hex.charAt(16), 16));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The one spelling of a JSON object (RFC 8785). Throws where a text has half of a surrogate pair, which UTF-8 can't have. */
export const canonicalJson = (value: JsonRecord): string => canonicalize(value) ?? '';

/** `type--uuid`, named by the properties. */
export const namedId = (namespace: string, type: string, named: JsonRecord): string =>
  `${type}--${uuidV5(namespace, canonicalJson(named))}`;
