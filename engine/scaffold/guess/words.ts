/** The words of a member's name in lower case: `lastOnline_ip` → `last`, `online`, `ip`. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '');

const CHANGING = new Set(
  `active blocked changed confidence count counter counts deleted detected detections disabled enabled expired
   harmless hit hits last latest level likelihood malicious maliciousness modified online popularity positives prevalence priority
   probability rank ranking rating reputation resolved revoked risk score scores severity sightings state status suspicious total
   trust undetected updated usage verdict verified votes weight`.split(/\s+/),
);

/** Whether a member of this name says something that changes while the object stays the same: a score, a counter, a status. */
export const isChanging = (name: string): boolean => {
  const words = wordsOf(name);
  const fused = words.some((word) => /(?:score|(?<!ac|dis|vis)count|confidence|severity|rating|status)s?$/.test(word));
  if (words.at(-1) === 'classification') return true;
  return fused || words.some((word) => CHANGING.has(word)) || words.join(' ').startsWith('times ');
};

const UNCOUNTABLE = new Set(['analysis', 'dns', 'https', 'news', 'os', 'series', 'sms', 'species']);

/** The last word of a name in the singular, for one value of a list: `malware_families` → `malware_family`. */
export const singular = (name: string): string => {
  const last = wordsOf(name).at(-1) ?? '';
  if (UNCOUNTABLE.has(last) || !/[a-z]{2}s$/i.test(name) || /(?:ss|us|is)$/i.test(name)) return name;
  if (/ies$/i.test(name)) return name.replace(/ies$/i, 'y');
  return /(?:ss|sh|ch|x|us|ias)es$/i.test(name) ? name.slice(0, -2) : name.slice(0, -1);
};
