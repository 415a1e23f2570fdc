/** The README's tables of components and functions, from their registries. */
import { auths } from '../engine/components/auth/registry.ts';
import { decoders } from '../engine/components/decoders/registry.ts';
import { paginators } from '../engine/components/paginators/registry.ts';
import { states } from '../engine/components/states/registry.ts';
import { functions } from '../engine/expression/functions/registry.ts';

interface Listed {
  readonly summary: string;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const rows = (kind: string, registry: Readonly<Record<string, Listed>>): readonly string[] =>
  Object.entries(registry).map(
    ([name, { summary }], index) => `| ${index === 0 ? `**${kind}**` : ''} | \`${name}\` | ${cell(summary)} |`,
  );

export const componentTable = (): string =>
  [
    '| kind | name | what it does |',
    '| --- | --- | --- |',
    ...rows('`auth`', auths),
    ...rows('`decode`', decoders),
    ...rows('`paginate`', paginators),
    ...rows('`state`', states),
  ].join('\n');

export const functionTable = (): string =>
  [
    '| function | what it gives | example |',
    '| --- | --- | --- |',
    ...Object.values(functions).map(({ name, signature, summary, examples }) => {
      const args = signature.args
        .map((arg) => `${arg.name}${arg.optional === true ? '?' : ''}${arg.repeated === true ? '…' : ''}`)
        .join(', ');
      const [example] = examples;
      const shown =
        example === undefined
          ? ''
          : `\`${cell(example.call)}\`${example.result === undefined ? '' : ` → \`${cell(JSON.stringify(example.result))}\``}`;
      return `| \`$${name}(${args})\` | ${cell(summary)} | ${shown} |`;
    }),
  ].join('\n');

/** `text` with what stands between `<!-- name -->` and `<!-- /name -->` replaced. */
export const withSection = (text: string, name: string, content: string): string => {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md has no section ${start} … ${end}.`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
};
