/** Numbers that a double cannot hold keep their spelling: found in the bytes, made text before `JSON.parse` sees them. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** 2^53 has 16 digits: no shorter integer can be beyond it. */
const LONG = 16;
/** A number of fewer digits needs an exponent of so many to be beyond the largest double, 1.8e308. */
const EXPONENT = 3;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** May there be a number that a double cannot hold? In doubt yes: the digits may stand in text. */
export const hasLargeNumbers = (bytes: Uint8Array): boolean => hasLongDigits(bytes) || hasLongExponent(bytes);

/** Is there a run of 16 digits anywhere? Every such run covers a multiple of 16, so only those are looked at. */
const hasLongDigits = (bytes: Uint8Array): boolean => {
  for (let at = 0; at < bytes.length; at += LONG) {
    if (!isDigit(bytes[at])) continue;
    let from = at;
    let to = at + 1;
    while (from > 0 && isDigit(bytes[from - 1])) from--;
    while (isDigit(bytes[to])) to++;
    if (to - from >= LONG) return true;
  }
  return false;
};

/** The same with runs of 3 digits behind an `e` that follows a digit. */
const hasLongExponent = (bytes: Uint8Array): boolean => {
  for (let at = EXPONENT; at < bytes.length; at += EXPONENT) {
    const byte = bytes[at] as number;
    if (byte < 0x30 || byte > 0x39) continue;
    let from = at;
    while (isDigit(bytes[from - 1])) from--;
    const mark = bytes[from - 1] === 0x2b ? from - 2 : from - 1;
    if (((bytes[mark] ?? 0) | 0x20) !== 0x65 || !isDigit(bytes[mark - 1])) continue;
    let to = at + 1;
    while (isDigit(bytes[to])) to++;
    if (to - from >= EXPONENT) return true;
  }
  return false;
};

/** The same JSON with quotes around its integers beyond ±(2^53 - 1) and its numbers beyond ±1.8e308. */
export const quoteLargeNumbers = (bytes: Buffer): Buffer => {
  const parts: Buffer[] = [];
  let done = 0;
  for (const { from, to } of numbers(bytes)) {
    if (!isLarge(bytes.toString('latin1', from, to)) || !standsAsValue(bytes, from, to)) continue;
    parts.push(bytes.subarray(done, from), QUOTE_MARK, bytes.subarray(from, to), QUOTE_MARK);
    done = to;
  }
  if (done === 0) return bytes;
  parts.push(bytes.subarray(done));
  return Buffer.concat(parts);
};

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** What is no number as JSON writes it is left for the parser to refuse. */
const isLarge = (text: string): boolean =>
  NUMBER.test(text) && (/[.eE]/.test(text) ? !Number.isFinite(Number(text)) : !Number.isSafeInteger(Number(text)));

const QUOTE_MARK = Buffer.from('"');

/** Numbers outside of text that may be large. */
function* numbers(bytes: Buffer): Generator<{ from: number; to: number }> {
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] === QUOTE) at = endOfText(bytes, at);
    else if (isDigit(bytes[at])) {
      let to = at;
      while (isDigit(bytes[to]) || [0x2e, 0x65, 0x45, 0x2b, 0x2d].includes(bytes[to] ?? 0)) to++;
      if (to - at > EXPONENT) yield { from: bytes[at - 1] === 0x2d ? at - 1 : at, to };
      at = to;
    } else at++;
  }
}

/** The offset after the text that begins at `at`. */
const endOfText = (bytes: Buffer, at: number): number => {
  let end = at;
  for (;;) {
    end = bytes.indexOf(QUOTE, end + 1);
    if (end === -1) return bytes.length;
    let escapes = 0;
    while (bytes[end - 1 - escapes] === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
};

/** Quotes must not make JSON of what is none: as a member's name, or beside something else, a number stays as it is. */
const standsAsValue = (bytes: Buffer, from: number, to: number): boolean => {
  let before = from - 1;
  let after = to;
  while (isSpace(bytes[before])) before--;
  while (isSpace(bytes[after])) after++;
  const left = bytes[before];
  const right = bytes[after];
  return (
    (left === undefined || left === 0x3a || left === 0x2c || left === 0x5b) &&
    (right === undefined || right === 0x2c || right === 0x5d || right === 0x7d)
  );
};

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
