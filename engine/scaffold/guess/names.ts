const UPPER = new Set([
  'id',
  'ip',
  'url',
  'uri',
  'asn',
  'as',
  'cve',
  'cwe',
  'cvss',
  'dns',
  'md5',
  'sha1',
  'sha256',
  'sha512',
  'tlp',
  'ssl',
  'tls',
  'http',
  'rir',
  'sbl',
  'ioc',
  'c2',
  'api',
  'uuid',
  'guid',
  'html',
  'mime',
  'tlsh',
  'mac',
  'isp',
  'cc',
  'cidr',
  'epss',
  'fqdn',
  'ja3',
  'jarm',
  'mitre',
  'os',
  'sha384',
  'ssh',
  'stix',
  'tcp',
  'ttl',
  'ttp',
  'udp',
  'uid',
  'vpn',
]);

/** `ips` → `IPs`. */
const upper = (word: string): string | undefined => {
  const [, one = '', many = ''] = /^(.+?)(s?)$/.exec(word.toLowerCase()) ?? [];
  return UPPER.has(word.toLowerCase()) ? word.toUpperCase() : UPPER.has(one) ? one.toUpperCase() + many : undefined;
};

/** `lastOnline_ip` → `Last Online IP`: how attributes are named. */
export const titleCase = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .map((word) => upper(word) ?? word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ')
    .slice(0, 100)
    .trim();

/** Maps that only hold the members of a record. */
const WRAPPERS = /^(?:attributes?|_?source|data|fields|properties|props|node|item|record|object|entity)$/i;
/** Such a name says nothing by itself: the one above it does. */
const EMPTY = /^(?:value|name|text|label|display_?name|printable)$/i;
/** Such a name says what it is, but not of what. */
const OF_WHAT =
  /^(?:id|uid|uuid|guid|count|type|category|date|time|first|last|from|to|url|uri|link|href|self|code|number|version|status|cc|port|key|size|hash|total|title|description|info|family)$/i;

/** A path without the maps that only hold the members of a record. */
export const plainPath = (path: readonly string[]): readonly string[] =>
  path.filter((name, index) => index === path.length - 1 || !WRAPPERS.test(name));

/** What an attribute is called by the path of its member: `score.value` → `Score`, `threat.type` → `Threat Type`. */
export const nameByPath = (path: readonly string[]): string => {
  const plain = plainPath(path);
  const told = plain.length > 1 && EMPTY.test(plain.at(-1) ?? '') ? plain.slice(0, -1) : plain;
  const from = told.length > 1 && OF_WHAT.test(told.at(-1) ?? '') ? -2 : -1;
  return titleCase(told.slice(from).join(' ').replace(/^x_/i, '').replace(/_ts$/i, ''));
};

/** Lower case with hyphens, as packs and feeds are named; `fallback` where nothing is left. */
export const slug = (text: string, fallback: string): string => {
  const made = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^[-\d]+|-+$/g, '');
  return made === '' ? fallback : made;
};
