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
