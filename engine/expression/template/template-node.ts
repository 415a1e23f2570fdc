/** A template, checked: text, fields of the context, variables of ours, and calls of helpers. Offsets count from 0 into the source. */
export type TemplateNode = { readonly kind: 'text'; readonly text: string } | TemplateValue;

export type TemplateValue =
  /** `subject`, `a.b`; `this` is the empty path. */
  | { readonly kind: 'field'; readonly path: readonly string[]; readonly offset: number }
  /** `@user.host` */
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[]; readonly offset: number }
  | { readonly kind: 'literal'; readonly value: string | number | boolean; readonly offset: number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly TemplateValue[]; readonly offset: number };
