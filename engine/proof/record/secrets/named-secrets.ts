import { secretOptions } from '../../../api/options/secret-options.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import type { UserField } from '../../../language/model.ts';
import { type NamedSecret, SIGNED } from '../../../mock/cassette/mask-request.ts';
import type { TapedExchange } from '../tape.ts';

/** A shorter one cannot be taken out of anything. */
const SHORTEST = 4;
const SHORTEST_LEARNED = 8;

/** Tokens of an answer that the run itself had no use for. */
const TOKENS = [
  /"(?:access|refresh|id|session|auth)_?token"\s*:\s*"([^"\\]{8,})"/gi,
  /\b(eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*)/g,
];

/** The secret options of a run. Throws EngineError for one that is too short to be found again. */
export const optionSecrets = (fields: readonly UserField[], values: Readonly<Record<string, unknown>>): readonly NamedSecret[] =>
  secretOptions(fields, values).map(({ name, value }) => {
    if (value.trim().length < SHORTEST)
      throw new EngineError('record.short-secret', `The secret ${name} is too short to be taken out of a recording.`, {
        hint: `Ask the vendor for one of at least ${SHORTEST} characters.`,
      });
    return { name, value: value.trim() };
  });

/**
 * All the secrets of a recording: the options, tokens that an answer held (`token-1`, …), and what was made of both, such as signatures,
 * which have one name since they can't be made again.
 */
export const namedSecrets = (
  options: readonly NamedSecret[],
  learned: Iterable<string>,
  exchanges: readonly TapedExchange[],
): readonly NamedSecret[] => {
  const answers = exchanges.map(({ answer }) => Buffer.concat([Buffer.from(JSON.stringify(answer.headers)), answer.body]));
  const texts = answers.map((bytes) => bytes.toString('latin1'));
  const tokens = texts.flatMap((text) => TOKENS.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')));
  const cookies = exchanges.flatMap(({ answer }) => [answer.headers['set-cookie'] ?? []].flat().map(cookieValue));
  const found = [...new Set([...learned, ...tokens, ...cookies].map((text) => text.trim()))].filter(
    (text) => text.length >= SHORTEST_LEARNED && !options.some(({ value }) => value === text),
  );
  const all = [...options.map(({ value }) => value), ...found];
  // `Bearer …` and the like: what is secret of it is there by itself.
  const own = found.filter(
    (text) => !all.some((other) => other !== text && other.length >= SHORTEST && text.endsWith(` ${other}`)),
  );
  let count = 0;
  return [
    ...options,
    ...own.map((value) => {
      const forms = [value, JSON.stringify(value).slice(1, -1)];
      const isGiven = forms.some((form) => answers.some((answer) => answer.includes(form)));
      return { name: isGiven ? `token-${++count}` : SIGNED, value };
    }),
  ];
};

const cookieValue = (line: string): string => (/^[^=;]*=\s*"?([^;"]*)/.exec(line)?.[1] ?? '').trim();
