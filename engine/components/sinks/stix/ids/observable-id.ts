import type { JsonRecord } from '../../../../language/basics/json.ts';
import { namedId, OASIS_NAMESPACE } from './uuid.ts';

/** The properties that name an observable, by type (STIX 2.1, section 6); `process` has none. */
const NAMED_BY: Readonly<Record<string, readonly string[]>> = {
  artifact: ['hashes', 'payload_bin'],
  'autonomous-system': ['number'],
  directory: ['path'],
  'domain-name': ['value'],
  'email-addr': ['value'],
  'email-message': ['from_ref', 'subject', 'body'],
  file: ['hashes', 'name', 'extensions', 'parent_directory_ref'],
  'ipv4-addr': ['value'],
  'ipv6-addr': ['value'],
  'mac-addr': ['value'],
  mutex: ['name'],
  'network-traffic': ['start', 'end', 'src_ref', 'dst_ref', 'src_port', 'dst_port', 'protocols', 'extensions'],
  process: [],
  software: ['name', 'cpe', 'swid', 'vendor', 'version'],
  url: ['value'],
  'user-account': ['account_type', 'user_id', 'account_login'],
  'windows-registry-key': ['key', 'values'],
  'x509-certificate': ['hashes', 'serial_number'],
};

/** Of several hashes one names the object: the first of these that it has, else the first that it has at all. */
const HASHES = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'];

const oneHash = (hashes: JsonRecord): JsonRecord | undefined => {
  const name = HASHES.find((one) => Object.hasOwn(hashes, one)) ?? Object.keys(hashes)[0];
  return name === undefined ? undefined : { [name]: hashes[name] };
};

/** The types of observables. */
export const observableTypes: ReadonlySet<string> = new Set(Object.keys(NAMED_BY));

/** The id that everybody gives this observable (STIX 2.1, section 2.9); undefined where none of its properties names it. */
export const observableId = (type: string, properties: JsonRecord): string | undefined => {
  const named: Record<string, unknown> = {};
  for (const name of NAMED_BY[type] ?? []) {
    const value = name === 'hashes' ? oneHash((properties[name] ?? {}) as JsonRecord) : properties[name];
    if (value !== undefined) named[name] = value;
  }
  return Object.keys(named).length === 0 ? undefined : namedId(OASIS_NAMESPACE, type, named);
};
