import { parse } from '../../expression/jsonata/parse.ts';
import { defaultLimits } from '../../expression/jsonata/run.ts';
import type { Node } from '../../expression/jsonata/syntax.ts';
import type { ReportValue } from '../../language/basics/value.ts';
import type { ObjectType, Pack, ReportEntry } from '../../language/model.ts';
import { builtInObjectTypes } from '../../language/pack/object-types.ts';

/** The words that a `type:` or `subtype:` may come to, as far as its text tells; none where they come with the data. */
export const wordsOf = (value: ReportValue | undefined): readonly string[] => {
  if (value === undefined) return [];
  switch (value.kind) {
    case 'literal':
      return [value.value].flat().map(String);
    case 'lookup': {
      const more = value.otherwise.kind === 'literal' ? [value.otherwise.value] : [];
      return [...new Set([...value.table.entries.values(), ...more].filter((one) => one !== null).map(String))];
    }
    case 'expr':
      return [...new Set(textsOf(parse(value.source, defaultLimits)))];
    case 'tmpl':
      return [];
    default:
      return value satisfies never;
  }
};

/** The texts that a node may give: of a condition those of its branches. */
const textsOf = (node: Node): readonly string[] => {
  if (node.type === 'string') return [String(node.value)];
  if (node.type === 'function' && node.procedure.type === 'variable' && node.procedure.value === 'ip_type')
    return ['IP Address', 'IPv6 Address'];
  if (node.type === 'condition') return [node.then, node.else].flatMap((branch) => (branch === undefined ? [] : textsOf(branch)));
  if (node.type === 'block') return node.expressions.length === 1 ? node.expressions.flatMap(textsOf) : [];
  return [];
};

/** Without a value there is no object: such an entry only counts what was met. */
export const makesObjects = ({ value }: ReportEntry): boolean =>
  !((value.kind === 'literal' && value.value === null) || (value.kind === 'expr' && value.source.trim() === 'null'));

/** The object type of a code, the pack's own among them. */
export const objectTypeOf = (code: string, { objectTypes }: Pack): ObjectType | undefined =>
  [...objectTypes, ...builtInObjectTypes].find((one) => one.code === code);
