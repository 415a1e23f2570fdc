import { extname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Sample } from '../../language/check/samples.ts';
import { readPlain } from '../../language/plain-file.ts';
import type { GuideSample } from '../model/guide.ts';

/** Bytes of a sample that is shown. */
const LARGEST = 16 * 2 ** 20;
/** Lines, and characters in one of them, that are shown of a sample; of one with a record a line far fewer. */
const MOST_LINES = 120;
const MOST_RECORDS = 5;
const LONGEST_LINE = 1000;
/** Samples of one call that are shown: further ones are mostly of the same form. */
const MOST_SAMPLES = 3;

/** Values that a definition calls sensitive. */
export type Sensitive = ReadonlySet<string>;

const MASKED = '***';

/** Samples as a reader sees them; one that can't be read as text is left out. */
export const sampleTexts = (samples: readonly Sample[], sensitive: Sensitive): readonly GuideSample[] =>
  samples.slice(0, MOST_SAMPLES).flatMap(({ file, folder, status }) => {
    const whole = textOf(join(folder, file));
    if (whole === undefined) return [];
    const language = languageOf(file, whole);
    const { text, isShortened } = shortened(masked(whole.trimEnd(), language, sensitive));
    return [{ file, status: status ?? [], language, text, isShortened }];
  });

/** The answers of a login: what it is made for is a secret, in a made-up answer too. */
export const loginSamples = (samples: readonly Sample[], sensitive: Sensitive): readonly GuideSample[] =>
  sampleTexts(samples, sensitive).map((sample) => ({
    ...sample,
    text: sample.text.replaceAll(
      /("[^"\n]*(?:token|secret|password|session|cookie)[^"\n]*"\s*:\s*)"(?:[^"\\]|\\.)*"/gi,
      (_, name: string) => `${name}${JSON.stringify(MASKED)}`,
    ),
  }));

const textOf = (path: string): string | undefined => {
  try {
    const bytes = readPlain(path, LARGEST);
    const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: LARGEST }) : bytes;
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    return undefined;
  }
};

const languageOf = (file: string, text: string): string => {
  const start = text.trimStart()[0];
  if (start === '{' || start === '[') return 'json';
  if (start === '<') return 'xml';
  return extname(file) === '.csv' ? 'csv' : 'text';
};

/** A sensitive value is hidden where it stands by itself. */
const masked = (text: string, language: string, sensitive: Sensitive): string => {
  let left = text;
  for (const value of sensitive)
    left =
      language === 'json'
        ? left.replaceAll(JSON.stringify(value), JSON.stringify(MASKED))
        : value.length < 4
          ? left
          : left.replaceAll(value, MASKED);
  return left;
};

/** Most lines are records by themselves: what is more of them shows nothing new. */
const isOneALine = (lines: readonly string[]): boolean =>
  lines.filter((line) => line.length > 60).length > Math.max(MOST_RECORDS, lines.length / 2);

/** Its beginning and its end, where it is long. */
const shortened = (text: string): { readonly text: string; readonly isShortened: boolean } => {
  const lines = text.split(/\r\n|\r|\n/);
  const cut = lines.map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line));
  const most = isOneALine(lines) ? MOST_RECORDS : MOST_LINES;
  const isLong = cut.length > most;
  const tail = Math.floor(most / 4);
  const shown = isLong ? [...cut.slice(0, most - tail), '…', ...cut.slice(cut.length - tail)] : cut;
  return { text: shown.join('\n'), isShortened: isLong || cut.some((line, index) => line !== lines[index]) };
};
