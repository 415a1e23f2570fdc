/** Of each type as a source: relationship types and what they lead to (STIX 2.1, appendix B). */
const ADDRESSES = 'ipv4-addr ipv6-addr';
const REACHED = `${ADDRESSES} domain-name url`;
const TARGETS = 'identity location vulnerability';
const USED = 'attack-pattern infrastructure malware tool';
const OBSERVABLES = `artifact autonomous-system directory domain-name email-addr email-message file ${ADDRESSES} mac-addr mutex
  network-traffic process software url user-account windows-registry-key x509-certificate`;

const TYPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'attack-pattern': { delivers: 'malware', targets: TARGETS, uses: 'malware tool' },
  campaign: {
    'attributed-to': 'intrusion-set threat-actor',
    compromises: 'infrastructure',
    'originates-from': 'location',
    targets: TARGETS,
    uses: USED,
  },
  'course-of-action': {
    investigates: 'indicator',
    mitigates: 'attack-pattern indicator malware tool vulnerability',
    remediates: 'malware vulnerability',
  },
  'domain-name': { 'resolves-to': `domain-name ${ADDRESSES}` },
  identity: { 'located-at': 'location' },
  indicator: {
    'based-on': 'observed-data',
    indicates: 'attack-pattern campaign infrastructure intrusion-set malware threat-actor tool',
  },
  infrastructure: {
    'communicates-with': `infrastructure ${REACHED}`,
    'consists-of': `infrastructure observed-data ${OBSERVABLES}`,
    controls: 'infrastructure malware',
    delivers: 'malware',
    has: 'vulnerability',
    hosts: 'tool malware',
    'located-at': 'location',
    uses: 'infrastructure',
  },
  'intrusion-set': {
    'attributed-to': 'threat-actor',
    compromises: 'infrastructure',
    hosts: 'infrastructure',
    'originates-from': 'location',
    owns: 'infrastructure',
    targets: TARGETS,
    uses: USED,
  },
  'ipv4-addr': { 'belongs-to': 'autonomous-system', 'resolves-to': 'mac-addr' },
  'ipv6-addr': { 'belongs-to': 'autonomous-system', 'resolves-to': 'mac-addr' },
  malware: {
    'authored-by': 'threat-actor intrusion-set',
    'beacons-to': 'infrastructure',
    'communicates-with': REACHED,
    controls: 'malware',
    downloads: 'malware tool file',
    drops: 'malware tool file',
    'exfiltrates-to': 'infrastructure',
    exploits: 'vulnerability',
    'originates-from': 'location',
    targets: `infrastructure ${TARGETS}`,
    uses: USED,
    'variant-of': 'malware',
  },
  'threat-actor': {
    'attributed-to': 'identity',
    compromises: 'infrastructure',
    hosts: 'infrastructure',
    impersonates: 'identity',
    'located-at': 'location',
    owns: 'infrastructure',
    targets: TARGETS,
    uses: USED,
  },
  tool: {
    delivers: 'malware',
    drops: 'malware',
    has: 'vulnerability',
    targets: `infrastructure ${TARGETS}`,
    uses: 'infrastructure',
  },
};

const ANY_SAME = ['derived-from', 'duplicate-of'];

const standard = new Set([...ANY_SAME, 'related-to', ...Object.values(TYPES).flatMap((types) => Object.keys(types))]);

/** Is the relationship type one of the standard's? */
export const isStandard = (type: string): boolean => standard.has(type);

const leadsTo = (type: string, source: string): string | undefined =>
  Object.hasOwn(TYPES, source) && Object.hasOwn(TYPES[source] ?? {}, type) ? TYPES[source]?.[type] : undefined;

/** May objects of these types have it, by the standard? Any two may be `related-to`. */
export const isFor = (type: string, source: string, target: string): boolean => {
  if (type === 'related-to' || (source === target && ANY_SAME.includes(type))) return true;
  return leadsTo(type, source)?.split(/\s+/).includes(target) === true;
};
