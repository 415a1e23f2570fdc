const TYPES: readonly (readonly [type: string, pattern: RegExp])[] = [
  ['vulnerability', /vuln|advisor(y|ies)/],
  ['incident', /incident|alert|case|ticket|detection/],
  ['malware', /malware|famil(y|ies)/],
  ['adversary', /actor|adversar|threat.?group/],
  ['campaign', /campaign/],
  ['attack_pattern', /technique|tactic|attack.?pattern/],
  ['tool', /^tools?$/],
  ['signature', /signature|yara|sigma|snort/],
  ['asset', /asset|device|endpoint|machine/],
  ['identity', /user|account|principal|person|employee|identit/],
  ['event', /event/],
];

/** The object type that the names around a value speak of, the nearest name first; a report where they say nothing. */
export const typeByName = (names: readonly string[]): string => {
  for (const name of names) {
    const found = TYPES.find(([, pattern]) => pattern.test(name.toLowerCase()));
    if (found !== undefined) return found[0];
  }
  return 'report';
};
