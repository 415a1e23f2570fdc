import type { Findings } from '../basics/findings.ts';
import type { JsonSchema } from '../basics/shape.ts';
import type { Vocabulary } from '../basics/vocabulary.ts';
import type { Definitions } from './accepts.ts';
import { checkShape } from './check-shape.ts';
import type { Problem } from './check-shape.ts';
import { renameMember } from '../yaml/positions.ts';
import { rootPosition } from './position.ts';
import type { Position } from './position.ts';
import { schemaSet } from './schema-set.ts';
import type { RootShape } from './schema-set.ts';

const cache = new WeakMap<Vocabulary, Definitions>();

const definitionsOf = (vocabulary: Vocabulary): Definitions => {
  const known = cache.get(vocabulary) ?? schemaSet(vocabulary);
  cache.set(vocabulary, known);
  return known;
};

/**
 * Checks a raw file against its shape. What can't be used is cut out, so that the rest can be checked further: the
 * result is of the shape, but for required keys of the root. False where nothing is left.
 */
export const validate = (raw: unknown, root: RootShape, vocabulary: Vocabulary, findings: Findings): boolean =>
  validateAs(raw, { $ref: `#/$defs/${root}` }, findings, definitionsOf(vocabulary));

/** The same for a file of another kind, by its own schema. */
export const validateAs = (raw: unknown, schema: JsonSchema, findings: Findings, definitions: Definitions = {}): boolean => {
  const check = (): readonly Problem[] => checkShape(schema, rootPosition(raw), definitions);
  let problems = check();
  const tell = (): void => {
    for (const { code, place, message, hint, isTold } of problems)
      if (isTold !== true) findings.error(code, place, message, hint);
  };
  tell();
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return false;
  if (takeAsMeant(problems)) {
    problems = check();
    tell();
  }
  for (const { unusable, unknown, meant } of problems)
    for (const one of [unusable, meant === undefined ? unknown : undefined])
      if (one?.container !== undefined) findings.lose(String(one.key), one.data);
  while (cut(problems)) problems = check();
  return true;
};

/** Members with a misspelt key are taken under the one that is meant, so that nothing is missing for the slip; true where there are any. */
const takeAsMeant = (problems: readonly Problem[]): boolean => {
  const all = problems.flatMap(({ unknown, meant }) =>
    unknown === undefined || meant === undefined ? [] : [{ unknown, meant }],
  );
  for (const { unknown, meant } of all) {
    const map = unknown.container as Record<string, unknown>;
    if (Object.hasOwn(map, meant)) continue;
    renameMember(map, String(unknown.key), meant);
  }
  return all.length > 0;
};

/** Removes unusable values; true where that may have made others incomplete. */
const cut = (problems: readonly Problem[]): boolean => {
  const unusable = problems.map((one) => one.unusable).filter((one): one is Position => one?.container !== undefined);
  // From the end, so that the indices of a list stay those of its positions.
  for (const { container, key } of unusable.toReversed()) {
    if (Array.isArray(container)) container[Number(key)] = undefined;
    else delete (container as Record<string | number, unknown>)[key];
  }
  return unusable.length > 0;
};
