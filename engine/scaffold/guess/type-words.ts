/** What a vendor's word for a kind of record stands for. */
export interface TypeWord {
  /** The object type. */
  readonly type: string;
  /** Of an indicator; undefined where its value decides, as an address of either version does. */
  readonly subtype: string | undefined;
  /** Kinds of value that the word goes with. */
  readonly kinds: readonly string[];
}

const ADDRESSES = ['IP Address', 'IPv6 Address', 'CIDR Block', 'IPv6 CIDR Block'];
const HASHES = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'];

/** Words for indicators whose subtype is told by the value alone. */
const BY_VALUE: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^(?:host)?(?:ip|ips|ipaddr|ipaddress|address|netblock|network|ipport|ipsrc|ipdst|iprange|ipsrcport|ipdstport|ipaddressblock)$/,
    ADDRESSES,
  ],
  [/^(?:ipv4|ipv4addr|ipv4address|ipv4net|ipv4cidr)$/, ['IP Address', 'CIDR Block']],
  [/^(?:cidr|subnet)$/, ['CIDR Block', 'IPv6 CIDR Block']],
  [/^(?:ipv6|ipv6addr|ipv6address|ipv6net|ipv6cidr)$/, ['IPv6 Address', 'IPv6 CIDR Block']],
  [/^(?:hash|hashes|file|filehash|sample|malwaresample)$/, HASHES],
];

const SUBTYPES: readonly (readonly [RegExp, string])[] = [
  [/^(?:domain|domains|domainname|host|hostname|fqdn|onionaddress)$/, 'FQDN'],
  [/^(?:url|urls|uri|link)$/, 'URL'],
  [/^(?:email|emails|emailaddr|emailaddress|emailsrc|emaildst|mail|sender)$/, 'Email Address'],
  [/^emailsubject$/, 'Email Subject'],
  [/^(?:file|filehash|hash)?md5(?:hash)?$/, 'MD5'],
  [/^(?:file|filehash|hash)?sha1(?:hash)?$/, 'SHA-1'],
  [/^(?:file|filehash|hash)?sha256(?:hash)?$/, 'SHA-256'],
  [/^(?:file|filehash|hash)?sha512(?:hash)?$/, 'SHA-512'],
  [/^(?:ssdeep|tlsh|imphash|fuzzyhash)$/, 'Fuzzy Hash'],
  [/^(?:asn|as|autonomoussystem)$/, 'ASN'],
  [/^(?:cve|cves|cveid)$/, 'CVE'],
  [/^(?:mutex|mutexname)$/, 'Mutex'],
  [/^(?:regkey|registry|registrykey|windowsregistrykey)$/, 'Registry Key'],
  [/^(?:filename|filenames)$/, 'Filename'],
  [/^filepath$/, 'File Path'],
  [/^useragent$/, 'User-agent'],
  [/^(?:ja3|ja3fingerprintmd5|ja3hash)$/, 'JA3 Fingerprint'],
  [/^(?:jarm|jarmfingerprint)$/, 'JARM Fingerprint'],
  [/^(?:mac|macaddress|macaddr)$/, 'MAC Address'],
  [/^(?:username|account|useraccount)$/, 'Username'],
];

const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(?:malware|malwarefamily|family)$/, 'malware'],
  [/^(?:actor|threatactor|adversary|intrusionset|threatgroup|group)$/, 'adversary'],
  [/^campaign$/, 'campaign'],
  [/^(?:attackpattern|technique|ttp)$/, 'attack_pattern'],
  [/^(?:tool|software)$/, 'tool'],
  [/^vulnerability$/, 'vulnerability'],
  [/^(?:report|publication)$/, 'report'],
  [/^(?:incident|alert)$/, 'incident'],
  [/^(?:signature|yara|yararule|sigma|snort|rule)$/, 'signature'],
  [/^(?:identity|organization|person)$/, 'identity'],
];

/** Undefined for a word that stands for nothing in particular. */
export const typeWord = (text: string): TypeWord | undefined => {
  const word = text.length > 40 ? '' : text.toLowerCase().replace(/[^a-z0-9]+/g, '');
  const kinds = BY_VALUE.find(([pattern]) => pattern.test(word))?.[1];
  if (kinds !== undefined) return { type: 'indicator', subtype: undefined, kinds };
  const subtype = SUBTYPES.find(([pattern]) => pattern.test(word))?.[1];
  if (subtype !== undefined) return { type: 'indicator', subtype, kinds: [subtype] };
  const type = TYPES.find(([pattern]) => pattern.test(word))?.[1];
  return type === undefined ? undefined : { type, subtype: undefined, kinds: [] };
};
