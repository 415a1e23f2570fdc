import { builtins } from '../../expression/jsonata/builtins/index.ts';
import { functions } from '../../expression/functions/registry.ts';
import type { DefinitionFunction } from '../../expression/functions/function.ts';
import { templateHelpers } from '../../expression/template/helpers.ts';
import { BUILTIN_SUMMARIES } from './builtin-summaries.ts';

export interface FunctionDocs {
  readonly name: string;
  /** `$num(value) → number`. */
  readonly signature: string;
  /** Markdown. */
  readonly text: string;
}

const ofRegistry = (known: DefinitionFunction, sign: string): FunctionDocs => {
  const args = known.signature.args.map(({ name, optional, repeated }) => `${name}${optional ? '?' : ''}${repeated ? '…' : ''}`);
  const call = sign === '' ? `{{${[known.name, ...args].join(' ')}}}` : `${sign}${known.name}(${args.join(', ')})`;
  const examples = known.examples.map(({ call: one, result }) =>
    result === undefined ? `- \`${one}\` is missing` : `- \`${one}\` → \`${JSON.stringify(result)}\``,
  );
  return {
    name: known.name,
    signature: `${call} → ${known.signature.result}`,
    text: [
      known.summary,
      known.signature.args.map(({ name, type, docs }) => `- \`${name}\` (${type}): ${docs}`).join('\n'),
      examples.length === 0 ? '' : `Examples:\n${examples.join('\n')}`,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  };
};

const ofJsonata = (name: string): FunctionDocs => {
  const { args = '', summary = '' } = BUILTIN_SUMMARIES[name] ?? {};
  return { name, signature: `$${name}(${args})`, text: `${summary} (JSONata's own)` };
};

/** Every function that an expression may call, by name, without `$`. */
export const expressionFunctions: ReadonlyMap<string, FunctionDocs> = new Map(
  [...[...builtins.keys()].map(ofJsonata), ...Object.values(functions).map((one) => ofRegistry(one, '$'))].map((one) => [
    one.name,
    one,
  ]),
);

/** The same for templates. */
export const templateFunctions: ReadonlyMap<string, FunctionDocs> = new Map(
  Object.values(templateHelpers).map((one) => [one.name, ofRegistry(one, '')]),
);
