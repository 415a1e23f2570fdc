import { createRedactor, MASK } from '../../../engine/http/redactor/redactor.ts';
import { Random } from './random.ts';

type Change = (text: string, random: Random) => string;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ALPHABETS = [
  '0123456789abcdef',
  `${LETTERS}0123456789`,
  `${LETTERS}0123456789-_`,
  `${LETTERS}0123456789+/=`,
  `${LETTERS}0123456789!"#$%&'()*,-./:;<>?@[\\]^_{|}~`,
  `${LETTERS}äöüßñéèøåÄÖÜ0123456789`,
  'абвгдежзийклмнопрстуфхцчшщъыьэюя0123456789',
];

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const unit = (char: string, digits: number): string => char.charCodeAt(0).toString(16).padStart(digits, '0');
const each =
  (change: (char: string) => string): Change =>
  (text) =>
    text.replaceAll(/[^]/g, change);

/** How a secret is written on its way. */
export const encodings: Readonly<Record<string, Change>> = {
  plain: (text) => text,
  percent: (text) => encodeURIComponent(text),
  'percent of every byte': (text) => bytes(text).toString('hex').replaceAll(/../g, '%$&'),
  form: (text) => new URLSearchParams({ a: text }).toString().slice(2),
  json: (text) => JSON.stringify(text).slice(1, -1),
  'json with slashes': (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
  '\\u': each((char) => `\\u${unit(char, 4)}`),
  '&#': each((char) => `&#${char.charCodeAt(0)};`),
  '&#x': each((char) => `&#x${unit(char, 1)};`),
  html: (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  hex: (text) => bytes(text).toString('hex'),
  'hex with blanks': (text) => bytes(text).toString('hex').replaceAll(/..\B/g, '$& '),
  'hex with colons': (text) => bytes(text).toString('hex').toUpperCase().replaceAll(/..\B/g, '$&:'),
  base64: (text) => bytes(text).toString('base64'),
  base64url: (text) => bytes(text).toString('base64url'),
  'base64 within more': (text, random) =>
    Buffer.concat([Buffer.alloc(random.below(4), 'x'), bytes(text), Buffer.alloc(random.below(4), 'y')]).toString('base64'),
};

/** What may happen to a secret before it is written in another way. */
const cases: readonly Change[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text, random) => text.replaceAll(/\p{L}/gu, (char) => (random.chance(0.5) ? char.toUpperCase() : char.toLowerCase())),
];

/** What is put within a text that is written. */
const SPLITS = [' ', '\n', '\r\n', '\t', '\u200b', '\u00ad', '\u2060', '\ufeff', '  '];
const split: Change = (text, random) => {
  const between = random.pick(SPLITS);
  const every = random.pick([1, 4, 19, 76]);
  return text.replaceAll(new RegExp(`[^]{${String(every)}}`, 'g'), `$&${between}`);
};

export interface MaskingCase {
  readonly secret: string;
  readonly how: string;
  readonly before: string;
  readonly written: string;
  readonly after: string;
}

function lengthOf(random: Random): number {
  if (random.chance(0.00005)) return random.between(100_000, 1_000_000);
  if (random.chance(0.003)) return random.between(1000, 20_000);
  return random.chance(0.1) ? random.between(4, 7) : random.between(8, 200);
}

const word = (alphabet: string, length: number, random: Random): string => {
  let text = '';
  for (let at = 0; at < length; at++) text += alphabet[random.below(alphabet.length)];
  return text;
};

/** A secret and a text that holds it, in one or two encodings, in another case, split or not. */
export function maskingCase(random: Random, length = lengthOf(random)): MaskingCase {
  const secret = word(random.pick(ALPHABETS), length, random);
  const names = Object.keys(encodings);
  const name = random.pick(names);
  // What stands beside the secret is not masked: it would count as left over, however it is written.
  const outer = name !== 'base64 within more' && random.chance(0.3) ? random.pick(names) : 'plain';
  const inner = (encodings[name] as Change)(random.pick(cases)(secret, random), random);
  const whole = (encodings[outer] as Change)(inner, random);
  // A blank within an escape is no escape any more.
  const splits =
    /[%&\\]/.test(whole) || name === 'base64 within more' || outer === 'base64 within more' ? false : random.chance(0.3);
  return {
    secret,
    how: `${name}, ${outer}${splits ? ', split' : ''}`,
    before: random.pick(['', 'bad key: ', '"message":"', 'x=', '???', 'Authorization: Bearer ']),
    written: splits ? split(whole, random) : whole,
    after: random.pick(['', '"}', '&b=c', ' is unknown.', '…']),
  };
}

/** Letters and digits at the edges of base64 that belong to what stands beside it, and its padding, in hex or escapes as well. */
const MOST_LEFT = 16;
const letters = (text: string): number => text.replaceAll(/[^\p{L}\p{N}]/gu, '').length;

/** Why a case leaks, undefined where it does not. */
export function leak({ secret, before, written, after }: MaskingCase): string | undefined {
  const redactor = createRedactor();
  const isMaskable = redactor.add(secret);
  if (!isMaskable) return secret.length < 8 ? undefined : 'is said to be short';
  const shown = redactor.redact(before + written + after);
  if (!shown.includes(MASK)) return 'is not masked';
  const left = letters(shown) - letters(before) - letters(after);
  return left > MOST_LEFT ? `leaves ${String(left)} characters: ${shown.slice(0, 200)}` : undefined;
}

/** Masks so many secrets, says what shows and what it took, and gives the number of leaks. */
export function fuzzMasking(count: number, seed: number, say: (line: string) => void): number {
  const random = new Random(seed);
  const kinds = new Map<string, number>();
  let leaks = 0;
  let characters = 0;
  let slowest = 0;
  let most = 0;
  const started = process.cpuUsage();
  say(`fuzz: ${String(count)} secrets to mask, seed ${String(seed)}`);
  for (let at = 0; at < count; at++) {
    const one = maskingCase(random);
    const before = process.cpuUsage();
    const why = leak(one);
    const { user, system } = process.cpuUsage(before);
    slowest = Math.max(slowest, (user + system) / 1000);
    if (at % 1000 === 0) most = Math.max(most, process.memoryUsage.rss());
    characters += one.written.length;
    kinds.set(one.how, (kinds.get(one.how) ?? 0) + 1);
    if (why !== undefined && leaks++ < 20) say(`LEAK ${one.how}: ${why}\n  secret ${JSON.stringify(one.secret.slice(0, 200))}`);
    if ((at + 1) % 10_000 === 0) say(`  ${String(at + 1)} masked`);
  }
  const { user, system } = process.cpuUsage(started);
  say(
    `fuzz: ${String(count)} secrets in ${String(kinds.size)} ways, ${String(Math.round(characters / 1e6))} million characters, ${String(leaks)} leaks, seed ${String(seed)}, ${String(Math.round((user + system) / 1e6))} s of processor, the slowest ${String(Math.round(slowest))} ms, ${String(Math.round(most / 1e6))} MB at most`,
  );
  return leaks;
}
