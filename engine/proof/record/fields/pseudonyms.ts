import { createHmac, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';

/** Addresses that no machine has: RFC 5737, and RFC 2544 where those do not suffice. */
const DOCUMENTATION = ['192.0.2', '198.51.100', '203.0.113', ...Array.from({ length: 256 }, (_, at) => `198.18.${at}`)];
/** Attempts for a pseudonym that nobody has yet. */
const MAX_ATTEMPTS = 1000;

/** Something else in the place of each value, the same for the same one, of the same form; with nothing kept that leads back. */
export class Pseudonyms {
  readonly #key = randomBytes(32);
  readonly #known = new Map<string, string>();
  readonly #given = new Set<string>();

  of(value: string): string {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    for (let attempt = 0; ; attempt++) {
      const made = pseudonym(value, createHmac('sha512', this.#key).update(`${attempt} ${value}`).digest());
      // Two values that were told apart stay so, where there is room for that.
      if ((this.#given.has(made) || made === value) && attempt < MAX_ATTEMPTS) continue;
      this.#known.set(value, made);
      this.#given.add(made);
      return made;
    }
  }
}

const pseudonym = (value: string, hash: Buffer): string => {
  const hex = hash.toString('hex').slice(0, 8);
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return `user-${hex}@example.com`;
  const version = isIP(value);
  if (version === 4) return `${DOCUMENTATION[hash.readUInt16BE(0) % spread(hash)]}.${1 + ((hash[2] ?? 0) % 254)}`;
  // RFC 3849.
  if (version === 6) return `2001:db8::${hex.slice(0, 4)}:${hex.slice(4)}`.replaceAll(/:0+(?=[0-9a-f])/g, ':');
  if (/\d/.test(value) && /^[-+(]?\d[\d.()+ -]*$/.test(value)) return otherDigits(value, hash);
  return `pseudonym-${hex}`;
};

/** Of the documentation's own as long as there are some left for most. */
const spread = (hash: Buffer): number => ((hash[3] ?? 0) < 240 ? 3 : DOCUMENTATION.length);

const otherDigits = (value: string, hash: Buffer): string => {
  let at = 0;
  let isFirst = true;
  return value.replaceAll(/\d/g, (digit) => {
    const random = hash[at++ % hash.length] ?? 0;
    // A number does not begin with a zero that it had not.
    const made = isFirst && digit !== '0' ? 1 + (random % 9) : isFirst ? 0 : random % 10;
    isFirst = false;
    return String(made);
  });
};
