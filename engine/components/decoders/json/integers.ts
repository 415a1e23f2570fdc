/** Integers that a double cannot hold keep their spelling: found in the bytes, made text before `JSON.parse` sees them. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** 2^53 has 16 digits: nothing shorter can be beyond it. */
const LONG = 16;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Is there a run of 16 digits anywhere, in text too? Every such run covers a multiple of 16, so only those are looked at. */
export const hasLongDigits = (bytes: Uint8Array): boolean => {
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

/** The same JSON with quotes around its integers beyond ±(2^53 - 1). */
export const quoteLongIntegers = (bytes: Buffer): Buffer => {
  const parts: Buffer[] = [];
  let done = 0;
  for (const { from, to } of longNumbers(bytes)) {
    if (!standsAsValue(bytes, from, to) || Number.isSafeInteger(Number(bytes.toString('latin1', from, to)))) continue;
    parts.push(bytes.subarray(done, from), QUOTE_MARK, bytes.subarray(from, to), QUOTE_MARK);
    done = to;
  }
  if (done === 0) return bytes;
  parts.push(bytes.subarray(done));
  return Buffer.concat(parts);
};

const QUOTE_MARK = Buffer.from('"');

/** Integers of 16 digits and more outside of text. */
function* longNumbers(bytes: Buffer): Generator<{ from: number; to: number }> {
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfText(bytes, at);
    else if (isDigit(byte)) {
      let to = at;
      while (isDigit(bytes[to])) to++;
      const next = bytes[to];
      const fraction = next === 0x2e || next === 0x65 || next === 0x45;
      // A leading zero is no JSON: left for the parser to refuse.
      if (to - at >= LONG && !fraction && byte !== 0x30) yield { from: bytes[at - 1] === 0x2d ? at - 1 : at, to };
      at = to;
      if (fraction) while (isDigit(bytes[at]) || [0x2e, 0x65, 0x45, 0x2b, 0x2d].includes(bytes[at] ?? 0)) at++;
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
