/** The traffic light protocol, as it is stored: what TLP 2 calls clear is white, as in TLP 1. */
export const tlpColours = ['red', 'amber', 'amber+strict', 'green', 'white'] as const;

const known: ReadonlySet<string> = new Set(tlpColours);
const SPELLING = /^(?:tlp[\s:_-]+)?(?:(red|amber|green|white|clear)|amber\s*[+\s_-]\s*strict)$/;
/** No spelling is longer. */
const LONGEST = 64;

/** The colour that a text spells, by TLP 1 or 2, in any case, with or without `TLP:`; undefined where it is none. */
export const readTlp = (text: string): string | undefined => {
  if (known.has(text)) return text;
  if (text.length > LONGEST) return undefined;
  const found = SPELLING.exec(text.trim().toLowerCase());
  if (found === null) return undefined;
  return found[1] === 'clear' ? 'white' : (found[1] ?? 'amber+strict');
};

/** The strictest first. */
const STRICTNESS: readonly string[] = tlpColours;

/** Of several marks the one that allows least; undefined where none is given. */
export const strictestTlp = (colours: readonly (string | undefined)[]): string | undefined =>
  STRICTNESS.find((colour) => colours.includes(colour));

/** May what is marked so go where at most `limit` may go? */
export const isWithinTlp = (colour: string, limit: string): boolean => STRICTNESS.indexOf(colour) >= STRICTNESS.indexOf(limit);
