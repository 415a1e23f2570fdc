/** The categories of attributes. */
export const mispCategories = [
  'Antivirus detection',
  'Artifacts dropped',
  'Attribution',
  'External analysis',
  'Financial fraud',
  'Internal reference',
  'Network activity',
  'Other',
  'Payload delivery',
  'Payload installation',
  'Payload type',
  'Persistence mechanism',
  'Person',
  'Social network',
  'Support Tool',
  'Targeting data',
] as const;

/** Types whose values may have line breaks. */
const LONG = ['text', 'comment', 'other', 'yara', 'sigma', 'snort', 'bro', 'zeek', 'stix2-pattern', 'email-body', 'email-header'] as const; // prettier-ignore

/** The types of attributes that hold one text; those of persons and of files, which hold more than that, are left out. */
export const mispTypes = [
  ...LONG,
  'AS', 'aba-rtn', 'anonymised', 'authentihash', 'azure-application-id', 'bank-account-nr', 'bic', 'bin', 'boolean', 'btc', 'campaign-id',
  'campaign-name', 'cc-number', 'cdhash', 'chrome-extension-id', 'community-id', 'cookie', 'counter', 'cpe', 'dash', 'datetime',
  'dkim', 'dkim-signature', 'dns-soa-email', 'domain', 'domain|ip', 'email', 'email-attachment', 'email-dst', 'email-dst-display-name',
  'email-message-id', 'email-mime-boundary', 'email-reply-to', 'email-src', 'email-src-display-name', 'email-subject',
  'email-thread-index', 'email-x-mailer', 'eppn', 'favicon-mmh3', 'filename', 'filename-pattern', 'filename|authentihash',
  'filename|impfuzzy', 'filename|imphash', 'filename|md5', 'filename|pehash', 'filename|sha1', 'filename|sha224', 'filename|sha256',
  'filename|sha3-224', 'filename|sha3-256', 'filename|sha3-384', 'filename|sha3-512', 'filename|sha384', 'filename|sha512',
  'filename|sha512/224', 'filename|sha512/256', 'filename|ssdeep', 'filename|tlsh', 'filename|vhash', 'float', 'gene', 'git-commit-id',
  'hassh-md5', 'hasshserver-md5', 'hex', 'hostname', 'hostname|port',
  'http-method', 'iban', 'impfuzzy', 'imphash', 'integer', 'ip-dst', 'ip-dst|port', 'ip-src', 'ip-src|port', 'ja3-fingerprint-md5',
  'jabber-id', 'jarm-fingerprint', 'kusto-query', 'link', 'mac-address', 'mac-eui-64', 'malware-type', 'md5', 'mime-type',
  'mobile-application-id', 'mutex', 'named pipe', 'onion-address', 'pattern-in-file', 'pattern-in-memory',
  'pattern-in-traffic', 'pdb', 'pehash', 'pgp-private-key', 'pgp-public-key', 'phone-number', 'port', 'process-state', 'regkey',
  'regkey|value', 'sha1', 'sha224', 'sha256', 'sha3-224', 'sha3-256', 'sha3-384', 'sha3-512', 'sha384', 'sha512', 'sha512/224',
  'sha512/256', 'size-in-bytes', 'ssdeep', 'ssh-fingerprint', 'target-email', 'target-external', 'target-location', 'target-machine',
  'target-org', 'target-user', 'telfhash', 'threat-actor', 'tlsh', 'twitter-id', 'uri', 'url', 'user-agent', 'vhash', 'vulnerability',
  'weakness', 'whois-creation-date', 'whois-registrant-email', 'whois-registrant-name', 'whois-registrant-org', 'whois-registrant-phone',
  'whois-registrar', 'windows-scheduled-task', 'windows-service-displayname', 'windows-service-name', 'x509-fingerprint-md5',
  'x509-fingerprint-sha1', 'x509-fingerprint-sha256', 'xmr',
] as const; // prettier-ignore

const longTypes: ReadonlySet<string> = new Set(LONG);

export const mayHaveLines = (type: string): boolean => longTypes.has(type);
