/** The table of the functions that expressions have beside JSONata's own, from their registry. */
import { functions } from '../../engine/expression/functions/registry.ts';
import { code, table } from './markdown.ts';

export const functionTable = (): string =>
  table(
    ['function', 'what it gives', 'example'],
    Object.values(functions).map(({ name, signature, summary, examples: [example] }) => {
      const args = signature.args
        .map((arg) => `${arg.name}${arg.optional === true ? '?' : ''}${arg.repeated === true ? '…' : ''}`)
        .join(', ');
      const result = example?.result === undefined ? '' : ` → ${code(JSON.stringify(example.result))}`;
      return [code(`$${name}(${args})`), summary, example === undefined ? '' : `${code(example.call)}${result}`];
    }),
  );
