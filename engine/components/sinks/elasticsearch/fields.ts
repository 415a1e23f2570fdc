/** Fields of the Elastic Common Schema that a value or an attribute can become, and how each is read; a text that does not fit stays out. */
import { parseIp } from '../../../expression/formats/ip-address.ts';
import { iso, parseInstant } from '../../../language/basics/instant.ts';
import type { Json } from '../../../language/basics/json.ts';
import { asn, hex, mail, type ReadValue, type ValueReader } from '../stix/pattern/read-values.ts';

/** Fields by their dotted names; undefined where the text is none of its kind. */
export type FieldReader = (text: string) => Readonly<Record<string, Json>> | undefined;

const one =
  (field: string, ...also: readonly string[]): FieldReader =>
  (text) =>
    Object.fromEntries([field, ...also].map((name) => [name, text]));

const read =
  (reader: ValueReader, field: string, ...also: readonly string[]): FieldReader =>
  (text) => {
    const value: ReadValue = reader(text);
    return 'why' in value ? undefined : Object.fromEntries([field, ...also].map((name) => [name, value.value]));
  };

/** The mapping `ip` takes single addresses alone. */
const ip: FieldReader = (text) => (parseIp(text) === undefined ? undefined : { 'threat.indicator.ip': text, 'related.ip': text });

const NETWORK = /^([^/]+)\/(\d{1,3})$/;

/** For a mapping of the type ip_range. */
const network: FieldReader = (text) => {
  const [, start = '', length] = NETWORK.exec(text) ?? [];
  const version = parseIp(start)?.version;
  return version !== undefined && Number(length) <= (version === 4 ? 32 : 128) ? { 'feedwright.network': text } : undefined;
};

const URL_FIELD = 'threat.indicator.url';

const url: FieldReader = (text) => {
  const parsed = URL.parse(text);
  if (parsed === null) return { [`${URL_FIELD}.original`]: text };
  const { protocol, hostname, port, pathname, search, hash } = parsed;
  const parts: Readonly<Record<string, Json>> = {
    full: text,
    original: text,
    scheme: protocol.slice(0, -1),
    domain: hostname,
    port: port === '' ? '' : Number(port),
    path: pathname,
    query: search.slice(1),
    fragment: hash.slice(1),
  };
  return {
    ...Object.fromEntries(
      Object.entries(parts)
        .filter(([, part]) => part !== '')
        .map(([name, part]) => [`${URL_FIELD}.${name}`, part]),
    ),
    ...(hostname === '' ? {} : { 'related.hosts': hostname }),
  };
};

const HIVES: Readonly<Record<string, string>> = {
  HKEY_CLASSES_ROOT: 'HKCR',
  HKEY_CURRENT_CONFIG: 'HKCC',
  HKEY_CURRENT_USER: 'HKCU',
  HKEY_LOCAL_MACHINE: 'HKLM',
  HKEY_USERS: 'HKU',
};

/** The hive is shortened, and the key is relative to it. */
const registry: FieldReader = (text) => {
  const [first = '', ...rest] = text.split('\\');
  const hive = HIVES[first.toUpperCase()] ?? first.toUpperCase();
  const isHive = Object.values(HIVES).includes(hive) && rest.length > 0;
  const key = 'threat.indicator.registry';
  return isHive
    ? { [`${key}.hive`]: hive, [`${key}.key`]: rest.join('\\'), [`${key}.path`]: [hive, ...rest].join('\\') }
    : { [`${key}.path`]: text };
};

const hash = (name: string, digits: number): readonly [string, FieldReader] => {
  const field = `threat.indicator.file.hash.${name}`;
  return [field, read(hex(name, digits), field, 'related.hash')];
};

const plain = (field: string): readonly [string, FieldReader] => [field, one(field)];

const number =
  (field: string, isWhole: boolean): FieldReader =>
  (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    return (isWhole ? Number.isSafeInteger(value) && value >= 0 : Number.isFinite(value)) ? { [field]: value } : undefined;
  };

const date =
  (field: string): FieldReader =>
  (text) => {
    const at = parseInstant(text);
    return at === undefined ? undefined : { [field]: iso(at) };
  };

/** What a value becomes. */
export const valueFields: Readonly<Record<string, FieldReader>> = Object.fromEntries([
  ['threat.indicator.ip', ip],
  ['feedwright.network', network],
  ['threat.indicator.url.domain', one('threat.indicator.url.domain', 'related.hosts')],
  ['threat.indicator.url.full', url],
  ['threat.indicator.email.address', read(mail, 'threat.indicator.email.address')],
  hash('md5', 32),
  hash('sha1', 40),
  hash('sha256', 64),
  hash('sha384', 96),
  hash('sha512', 128),
  ['threat.indicator.file.hash.ssdeep', one('threat.indicator.file.hash.ssdeep', 'related.hash')],
  plain('threat.indicator.file.name'),
  plain('threat.indicator.file.path'),
  ['threat.indicator.as.number', read(asn, 'threat.indicator.as.number')],
  ['threat.indicator.registry.key', registry],
  plain('threat.indicator.x509.serial_number'),
  plain('threat.indicator.x509.subject.distinguished_name'),
  plain('related.user'),
  plain('threat.group.name'),
  plain('threat.software.name'),
  plain('threat.technique.name'),
  plain('vulnerability.id'),
]);

const CONFIDENCE = 'threat.indicator.confidence';
const LEVELS = ['Not Specified', 'None', 'Low', 'Medium', 'High'] as const;

/** STIX 2.1, appendix A: a number from 0 to 100 as a word; or the word itself. */
const confidence: FieldReader = (text) => {
  const level = LEVELS.find((one) => one.toLowerCase() === text.toLowerCase());
  if (level !== undefined) return { [CONFIDENCE]: level };
  const given = text.trim() === '' ? Number.NaN : Number(text);
  if (!(given >= 0 && given <= 100)) return undefined;
  return { [CONFIDENCE]: given < 1 ? 'None' : given < 30 ? 'Low' : given < 70 ? 'Medium' : 'High' };
};

const of = (reader: (field: string) => FieldReader, ...fields: readonly string[]): readonly (readonly [string, FieldReader])[] =>
  fields.map((field) => [field, reader(field)]);

/** What an attribute becomes; it stays among the attributes as well. */
export const attributeFields: Readonly<Record<string, FieldReader>> = Object.fromEntries([
  [CONFIDENCE, confidence] as const,
  ...of(date, 'threat.indicator.first_seen', 'threat.indicator.last_seen'),
  ...of(
    (field) => number(field, true),
    'threat.indicator.sightings',
    'threat.indicator.scanner_stats',
    'threat.indicator.port',
    'threat.indicator.file.size',
  ),
  ...of((field) => number(field, false), 'vulnerability.score.base'),
  ...of(
    one,
    'threat.indicator.provider',
    'threat.indicator.reference',
    'threat.indicator.as.organization.name',
    'threat.indicator.geo.country_iso_code',
    'threat.technique.id',
    'threat.software.alias',
    'threat.group.alias',
    'vulnerability.severity',
  ),
]);
/** Of those that a document has once: what comes first stays. */
const LISTS: ReadonlySet<string> = new Set([
  'related.ip',
  'related.hosts',
  'related.hash',
  'related.user',
  'threat.technique.id',
  'threat.technique.name',
  'threat.software.alias',
  'threat.group.alias',
]);

/** Gathers fields: what may come several times becomes a list. */
export class Fields {
  readonly #fields = new Map<string, Json>();

  put(fields: Readonly<Record<string, Json | undefined>> | undefined): void {
    for (const [name, value] of Object.entries(fields ?? {})) {
      if (value === undefined) continue;
      const known = this.#fields.get(name);
      if (LISTS.has(name)) this.#fields.set(name, [...new Set([...((known as Json[] | undefined) ?? []), value])]);
      else if (known === undefined) this.#fields.set(name, value);
    }
  }

  /** As maps within maps. */
  tree(): Readonly<Record<string, Json>> {
    const root: Record<string, Json> = {};
    for (const [name, value] of this.#fields) {
      const path = name.split('.');
      const last = path.pop() ?? '';
      let node = root;
      for (const part of path) node = (node[part] ??= {}) as Record<string, Json>;
      node[last] = value;
    }
    return root;
  }
}
