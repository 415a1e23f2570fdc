/** Masks secrets in every text that leaves the process: as they are and in the encodings that they travel in. */
export interface Redactor {
  /** From here on the secret is masked by value, where it has 8 characters or more (shorter ones are masked where they are put in). */
  add(secret: string): void;
  redact(text: string): string;
}

export const MASK = '***';
const SHORTEST = 8;

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  let pattern: RegExp | undefined;
  return {
    add: (secret) => {
      if (secret.length < SHORTEST || secrets.has(secret)) return;
      secrets.add(secret);
      pattern = undefined;
    },
    redact: (text) => {
      if (secrets.size === 0) return text;
      pattern ??= patternOf(secrets);
      return text.replace(pattern, MASK);
    },
  };
}

function patternOf(secrets: ReadonlySet<string>): RegExp {
  const forms = new Set<string>();
  for (const secret of secrets) for (const form of formsOf(secret)) if (form.length >= 6) forms.add(form);
  // The longest first: a form within another must not leave the rest of it standing.
  return new RegExp([...forms].toSorted((a, b) => b.length - a.length).join('|'), 'g');
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
/** `%2b` and `%2B` are the same. */
const anyCase = (text: string): string =>
  escape(text).replace(
    /%([0-9A-Fa-f]{2})/g,
    (_, hex: string) =>
      `%${[...hex].map((digit) => (/[A-Fa-f]/.test(digit) ? `[${digit.toLowerCase()}${digit.toUpperCase()}]` : digit)).join('')}`,
  );

/** Regular expression sources of every form. */
function formsOf(secret: string): readonly string[] {
  const wellFormed = secret.toWellFormed();
  const bytes = Buffer.from(wellFormed, 'utf8');
  const percent = encodeURIComponent(wellFormed);
  const strict = percent.replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const all = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');
  const url = URL.parse(`http://x/?q=${secret}`)?.search.slice(3) ?? '';
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    ...[
      secret,
      percent,
      percent.replaceAll('%20', '+'),
      strict,
      strict.replaceAll('%20', '+'),
      all,
      url,
      encodeURI(wellFormed),
      encodeURIComponent(percent),
    ].map(anyCase),
    ...[json, json.replaceAll('/', '\\/'), JSON.stringify(json).slice(1, -1)].map(escape),
    ...[secret.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`), bytes.toString('latin1')].map(escape),
    `(?i:${bytes.toString('hex')})`,
    ...base64Forms(bytes),
  ];
}

/** Base64 of a text that holds the secret at any of its three alignments; the characters at the edges depend on what stands beside it. */
function base64Forms(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor((padded.length * 8) / 6);
    const inner = padded.toString('base64').slice(from, to);
    const url = inner.replaceAll('+', '-').replaceAll('/', '_');
    return inner.length < 6 ? [] : [...new Set([escape(inner), escape(url)])];
  });
}

/** An address for people: without user name, and every query value masked that is no plain, short word, unless `shown` says otherwise. */
export function maskUrl(url: URL, secrets: ReadonlySet<string>): string {
  const shown = new URL(url);
  shown.username = shown.password = '';
  const query = shown.search
    .slice(1)
    .split('&')
    .map((part) =>
      secrets.has(decode(part.slice(part.indexOf('=') + 1))) ? `${part.slice(0, part.indexOf('='))}=${MASK}` : part,
    )
    .join('&');
  return `${shown.origin}${shown.pathname}${query === '' ? '' : `?${query}`}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
