import type { JsonRecord } from '../../../../language/basics/json.ts';
import { type ObservablePath, pathText } from './pattern.ts';
import {
  address,
  anyText,
  asn,
  domain,
  hex,
  isUri,
  mac,
  mail,
  oneLine,
  registryKey,
  serial,
  url,
  type ValueReader,
} from './read-values.ts';

/** What a pattern may look at and how its values are read; all are plain members of one observable (STIX 2.1, section 6). */
const READERS: Readonly<Record<string, ValueReader>> = {
  'autonomous-system:number': asn,
  'directory:path': oneLine,
  'domain-name:value': domain,
  'email-addr:value': mail,
  'email-message:subject': anyText,
  "file:hashes.'SHA-1'": hex('SHA-1', 40),
  "file:hashes.'SHA-256'": hex('SHA-256', 64),
  "file:hashes.'SHA-384'": hex('SHA-384', 96),
  "file:hashes.'SHA-512'": hex('SHA-512', 128),
  "file:hashes.'SHA3-256'": hex('SHA3-256', 64),
  "file:hashes.'SHA3-512'": hex('SHA3-512', 128),
  'file:hashes.MD5': hex('MD5', 32),
  'file:hashes.SSDEEP': oneLine,
  'file:hashes.TLSH': oneLine,
  'file:name': oneLine,
  'ipv4-addr:value': address(4),
  'ipv6-addr:value': address(6),
  'mac-addr:value': mac,
  'mutex:name': anyText,
  'software:cpe': oneLine,
  'software:name': oneLine,
  'url:value': url,
  'user-account:account_login': oneLine,
  'user-account:display_name': oneLine,
  'user-account:user_id': oneLine,
  'windows-registry-key:key': registryKey,
  'x509-certificate:serial_number': serial,
  'x509-certificate:subject': oneLine,
  'x509-certificate:issuer': oneLine,
};

/** The paths that there are, as the pattern language spells them. */
export const observablePaths: readonly string[] = Object.keys(READERS);

/** How a value of this property is read; undefined for a path that is not known. */
export const readerOf = (path: ObservablePath): ValueReader | undefined => {
  const text = pathText(path);
  return Object.hasOwn(READERS, text) ? READERS[text] : undefined;
};

/** Why an observable can't have a value that a pattern may have; undefined where it can. */
export const unfitForObservable = ({ type }: ObservablePath, value: string | number): string | undefined =>
  type === 'url' && !isUri(String(value)) ? 'has characters that a URL has to escape (RFC 3986)' : undefined;

/** The properties of an observable that has this value there. */
export const observableWith = ({ path }: ObservablePath, value: string | number): JsonRecord =>
  path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as JsonRecord;
