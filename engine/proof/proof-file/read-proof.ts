import { UsageError } from '../../language/basics/errors.ts';
import { Findings } from '../../language/basics/findings.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { SourceFile } from '../../language/source-file.ts';
import { checkShape } from '../../language/validate/check-shape.ts';
import { rootPosition } from '../../language/validate/position.ts';
import { parseYaml } from '../../language/yaml/parse.ts';
import { readBytes } from '../../language/yaml/text-bytes.ts';
import { type Proof, proofShape } from './proof-shape.ts';

/** Bytes of a proof: of a thousand feeds with a hundred cells each. */
const LARGEST = 16 * 2 ** 20;

/** Reads and checks a proof. Throws UsageError where it is none, or can't be read. */
export const readProof = (file: string): Proof => {
  const text = readText(file);
  mustBeJson(file, text);
  const findings = new Findings();
  const raw = parseYaml(new SourceFile(file, text), findings);
  if (findings.errors === 0) {
    mustBeProof(file, raw);
    for (const { code, place, message, hint } of checkShape(proofShape.schema, rootPosition(raw), {}))
      findings.error(code, place, message, hint);
  }
  const diagnostics = findings.sorted();
  const first = diagnostics.find(({ severity }) => severity === 'error');
  if (first === undefined) return raw as Proof;
  throw new UsageError('proof.invalid', `The proof can't be read: ${first.message}`, {
    place: first.place,
    hint: 'A proof is not written by hand: make it anew with `feedwright prove FEED --out FILE`.',
  });
};

const readText = (file: string): string => {
  try {
    const { text, fault } = readBytes(readPlain(file, LARGEST));
    if (fault === undefined) return text;
    throw new UsageError('proof.foreign', `The file ${file} ${fault}: it is no proof.`, { hint: MAKE });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('proof.no-file', `The proof ${file} ${whyUnreadable(error, file)}.`, { hint: MAKE, cause: error });
  }
};

/** Read as what it is; its places are then those of the same text as YAML. */
const mustBeJson = (file: string, text: string): void => {
  try {
    JSON.parse(text);
  } catch (cause) {
    const at = cause instanceof Error ? /\(line \d+ column \d+\)/.exec(cause.message)?.[0] : undefined;
    throw new UsageError(
      'proof.foreign',
      `The file ${file} is no proof, or a broken one: it is not valid JSON${at === undefined ? '' : ` ${at}`}.`,
      { hint: MAKE, cause },
    );
  }
};

const MAKE = 'Name a file that `feedwright prove FEED --out FILE` has written.';

const mustBeProof = (file: string, raw: unknown): void => {
  const format = typeof raw === 'object' && raw !== null ? (raw as { readonly proof?: unknown }).proof : undefined;
  if (format === undefined) throw new UsageError('proof.foreign', `The file ${file} is no proof.`, { hint: MAKE });
  if (format !== 1)
    throw new UsageError('proof.format', `The proof ${file} is not of format 1, the one that is read here.`, {
      hint: 'Check it with the Feedwright that has written it, or make it anew with this one.',
    });
};
