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

/** Lower case with hyphens, as packs and feeds are named; `fallback` where nothing is left. */
export const slug = (text: string, fallback: string): string => {
  const made = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^[-\d]+|-+$/g, '');
  return made === '' ? fallback : made;
};
