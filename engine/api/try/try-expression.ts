import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import { ExpressionError } from '../../expression/jsonata/compile.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import type { Expr } from '../../language/basics/value.ts';
import type { World } from '../world.ts';
import { fileInputs, type FileInput } from './file-value.ts';
import { readSampleFile } from './read-sample-file.ts';

export interface AskedExpression {
  readonly sample: string;
  /** The path to records, each of which it is evaluated on; without it the whole file. */
  readonly records?: string | undefined;
  /** From 1; without it all of them. */
  readonly record?: number | undefined;
  /** `name=value`: texts under `$user`. */
  readonly set?: readonly string[] | undefined;
}

/** One value; undefined where the expression gave nothing. */
export interface TriedValue {
  readonly where: string | undefined;
  readonly value: unknown;
}

/** An expression that fails; `offset`: the character of it, from 0, where it went wrong. */
export class ExpressionFault extends EngineError {
  readonly offset: number;
  /** The text is no expression, whatever it is evaluated on. */
  readonly isWrong: boolean;

  constructor({ code, message, hint, place, cause }: EngineError, source: string, isWrong: boolean) {
    // The file is the user's own: what is never kept of a vendor's record may be told here.
    super(code, cause instanceof ExpressionError ? cause.message : message, { hint: hint ?? (isWrong ? WRITE_IT : TRY_PARTS) });
    this.offset = place === undefined ? source.length : offsetOf(source, place);
    this.isWrong = isWrong;
  }
}

const WRITE_IT =
  'Write it as after `!expr` in a definition, in single quotes: within double ones the shell takes every $ for its own.';
const TRY_PARTS = 'Try what stands before the mark alone, and look at what it gives.';
const HERE = '(expression)';

const exprOf = (source: string): Expr => ({
  kind: 'expr',
  source,
  place: { file: HERE, line: 1, column: 1 },
  placeAt: (offset) => {
    const before = source.slice(0, offset).split('\n');
    return { file: HERE, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  },
});

const offsetOf = (source: string, { line, column }: { readonly line: number; readonly column: number }): number =>
  source
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, { length }) => sum + length + 1, column - 1);

/** Evaluates an expression of definitions on a file's document, rows or records. Throws ExpressionFault. */
export const tryExpression = async (world: World, asked: AskedExpression, source: string): Promise<readonly TriedValue[]> => {
  const bound = placed(source, true, () => createDefinitionEvaluator(world.now).expr(exprOf(source)));
  const user = userOf(asked.set ?? []);
  const inputs = await fileInputs(world, readSampleFile(world, asked.sample, '--sample'), asked.records);
  return chosen(inputs, asked.record).map(({ where, value }) => ({
    where,
    value: placed(source, false, () => bound.evaluate(value, { user, record: value })),
  }));
};

const placed = <T>(source: string, isWrong: boolean, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw error instanceof EngineError ? new ExpressionFault(error, source, isWrong) : error;
  }
};

const chosen = (inputs: readonly FileInput[], record: number | undefined): readonly FileInput[] => {
  if (record === undefined) return inputs;
  const one = inputs[record - 1];
  if (one !== undefined) return [one];
  throw new UsageError(
    'usage.record',
    `There is no record ${record}: there ${inputs.length === 1 ? 'is one' : `are ${inputs.length}`}.`,
    {
      hint: 'Records are counted from 1; --records says where they stand.',
    },
  );
};

const userOf = (given: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
      throw new UsageError('usage.set', '--set takes name=value.', { hint: 'Write --set limit=5 for $user.limit.' });
    }),
  );
