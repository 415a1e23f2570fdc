/** Without the characters of sentences, JSON and HTML. */
const WORD = String.raw`[^\s<>{}()"'\\,;|]+`;
const NAME = new RegExp(`^${WORD}\\.${WORD}$`);
const HEX = /^[0-9a-f]+$/i;
const ADDRESS = /^(?=.*\d|.*::)(?=.*[.:])[0-9a-f.:/[\]-]+$/i;

const hash = (length: number) => (text: string) => text.length === length && HEX.test(text);
const address = (text: string): boolean => ADDRESS.test(text);

const TESTS: Readonly<Record<string, (text: string) => boolean>> = {
  'IP Address': address,
  'IPv6 Address': address,
  'CIDR Block': address,
  'IPv6 CIDR Block': address,
  'Email Address': (text) => /^[^\s@]+@[^\s@]+$/.test(text),
  FQDN: (text) => NAME.test(text),
  URL: (text) => /^[a-z][a-z0-9+.-]*:\/\/\S/i.test(text) || NAME.test(text),
  MD5: hash(32),
  'SHA-1': hash(40),
  'SHA-256': hash(64),
  'SHA-384': hash(96),
  'SHA-512': hash(128),
};

/** May a text be an indicator of this subtype? Only what no reading could make one is none: a sentence, a piece of JSON or HTML. */
export const mayBe = (subtype: string, text: string): boolean => TESTS[subtype]?.(text.trim()) ?? true;
