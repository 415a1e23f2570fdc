/** The open vocabularies of STIX 2.1, part 10, by the property that takes its words from one. */
const MOTIVATION = `accidental coercion dominance ideology notoriety organizational-gain personal-gain personal-satisfaction revenge
  unpredictable`;

const WORDS = {
  account_type: 'facebook ldap nis openid radius skype tacacs twitter unix windows-local windows-domain',
  identity_class: 'individual group system organization class unknown',
  indicator_types: 'anomalous-activity anonymization benign compromised malicious-activity attribution unknown',
  infrastructure_types: `amplification anonymization botnet command-and-control control-system exfiltration firewall hosting-malware
    hosting-target-lists phishing reconnaissance routers-switches staging workstation unknown`,
  malware_types: `adware backdoor bot bootkit ddos downloader dropper exploit-kit keylogger ransomware remote-access-trojan
    resource-exploitation rogue-security-software rootkit screen-capture spyware trojan unknown virus webshell wiper worm`,
  pattern_type: 'stix pcre sigma snort suricata yara',
  personal_motivations: MOTIVATION,
  primary_motivation: MOTIVATION,
  report_types: `attack-pattern campaign identity incident indicator intrusion-set malware observed-data threat-actor threat-report tool
    vulnerability`,
  resource_level: 'individual club contest team organization government',
  roles: 'agent director independent infrastructure-architect infrastructure-operator malware-author sponsor',
  secondary_motivations: MOTIVATION,
  sectors: `agriculture aerospace automotive chemical commercial communications construction defense education energy entertainment
    financial-services government emergency-services government-local government-national government-public-services
    government-regional healthcare hospitality-leisure infrastructure dams nuclear water insurance legal manufacturing mining
    non-profit pharmaceuticals retail technology telecommunications transportation utilities`,
  sophistication: 'none minimal intermediate advanced expert innovator strategic',
  threat_actor_types: `activist competitor crime-syndicate criminal hacker insider-accidental insider-disgruntled nation-state
    private-sector sensationalist spy terrorist unknown`,
  tool_types: `denial-of-service exploitation information-gathering network-capture credential-exploitation remote-access
    vulnerability-scanning unknown`,
} as const;

export type VocabularyName = keyof typeof WORDS;

export const vocabularyNames = Object.keys(WORDS) as readonly VocabularyName[];

const wordsOf = (name: VocabularyName): readonly string[] => WORDS[name].split(/\s+/);

const known = new Map<string, readonly string[]>(vocabularyNames.map((name) => [name, wordsOf(name)]));

/** The words that a property should take; undefined: it takes any text. */
export const openVocabulary = (property: string): readonly string[] | undefined => known.get(property);

/** A word as vocabularies spell theirs: in lower case, with hyphens; undefined where nothing of it is left. */
export const hyphenated = (text: string): string | undefined => {
  const word = text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return word === '' ? undefined : word;
};
