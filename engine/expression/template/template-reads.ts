import type { TemplateNode, TemplateValue } from './template-node.ts';

/** What a template reads; offsets count from 0 into its source. */
export interface TemplateReads {
  /** Paths into the context; the empty path is the whole. */
  readonly fields: readonly { readonly path: readonly string[]; readonly offset: number }[];
  readonly variables: readonly { readonly name: string; readonly path: readonly string[]; readonly offset: number }[];
  readonly functions: readonly { readonly name: string; readonly offset: number }[];
}

export function templateReads(nodes: readonly TemplateNode[]): TemplateReads {
  const values = nodes.flatMap((node) => (node.kind === 'text' ? [] : within(node)));
  return {
    fields: values.filter((value) => value.kind === 'field').map(({ path, offset }) => ({ path, offset })),
    variables: values.filter((value) => value.kind === 'variable').map(({ name, path, offset }) => ({ name, path, offset })),
    functions: values.filter((value) => value.kind === 'call').map(({ name, offset }) => ({ name, offset })),
  };
}

const within = (value: TemplateValue): readonly TemplateValue[] =>
  value.kind === 'call' ? [value, ...value.args.flatMap(within)] : [value];
