import { observableTypes } from '../ids/observable-id.ts';

/** How the value of an attribute becomes that of a property. */
export type PropertyKind = 'text' | 'word' | 'texts' | 'words' | 'time' | 'percent' | 'flag';

interface Property {
  readonly kind: PropertyKind;
  /** The types that have it (STIX 2.1, parts 4 and 6). */
  readonly types: readonly string[];
}

const DOMAIN = `attack-pattern campaign course-of-action identity incident indicator infrastructure intrusion-set malware note report
  threat-actor tool vulnerability`;
/** Groups that have a goal, and what drives them. */
const GROUPS = 'intrusion-set threat-actor';
const SEEN = `campaign infrastructure malware ${GROUPS}`;

const property = (kind: PropertyKind, types: string): Property => ({ kind, types: types.split(/\s+/) });

/** What an attribute may become. */
const PROPERTIES = {
  account_type: property('word', 'user-account'),
  aliases: property('texts', `attack-pattern tool ${SEEN}`),
  architecture_execution_envs: property('texts', 'malware'),
  authors: property('texts', 'note'),
  can_escalate_privs: property('flag', 'user-account'),
  capabilities: property('words', 'malware'),
  confidence: property('percent', DOMAIN),
  contact_information: property('text', 'identity'),
  display_name: property('text', 'user-account'),
  first_seen: property('time', SEEN),
  goals: property('texts', GROUPS),
  identity_class: property('word', 'identity'),
  implementation_languages: property('texts', 'malware'),
  indicator_types: property('words', 'indicator'),
  infrastructure_types: property('words', 'infrastructure'),
  is_disabled: property('flag', 'user-account'),
  is_family: property('flag', 'malware'),
  is_privileged: property('flag', 'user-account'),
  is_service_account: property('flag', 'user-account'),
  labels: property('texts', DOMAIN),
  last_seen: property('time', SEEN),
  malware_types: property('words', 'malware'),
  objective: property('text', 'campaign'),
  personal_motivations: property('words', 'threat-actor'),
  primary_motivation: property('word', GROUPS),
  report_types: property('words', 'report'),
  resource_level: property('word', GROUPS),
  roles: property('words', 'threat-actor'),
  secondary_motivations: property('words', GROUPS),
  sectors: property('words', 'identity'),
  sophistication: property('word', 'threat-actor'),
  threat_actor_types: property('words', 'threat-actor'),
  tool_types: property('words', 'tool'),
  tool_version: property('text', 'tool'),
  user_id: property('text', 'user-account'),
} as const satisfies Readonly<Record<string, Property>>;

export type PropertyName = keyof typeof PROPERTIES;

export const propertyNames = Object.keys(PROPERTIES) as readonly PropertyName[];

export const isPropertyName = (name: string): name is PropertyName => Object.hasOwn(PROPERTIES, name);

/** How a value becomes this property of an object of the type; undefined where such objects don't have it. */
export const kindOf = (name: PropertyName, type: string): PropertyKind | undefined => {
  const { kind, types } = PROPERTIES[name];
  return (types as readonly string[]).includes(type) ? kind : undefined;
};

/** Those that objects become, beside observables. */
export const domainTypes: readonly string[] = DOMAIN.split(/\s+/);

/** Is it an observable, which has no times, no confidence and no labels of its own? */
export const isObservable = (type: string): boolean => observableTypes.has(type);
