// The parser alone loads in a third of the time that the whole package takes; the package gives it no types.
declare module 'handlebars/dist/cjs/handlebars/compiler/base.js' {
  interface Position {
    readonly line: number;
    readonly column: number;
  }
  export interface HandlebarsNode {
    readonly type: string;
    readonly loc: { readonly start: Position };
    readonly value?: unknown;
    readonly path?: HandlebarsNode;
    readonly params?: readonly HandlebarsNode[];
    readonly hash?: HandlebarsNode;
    readonly escaped?: boolean;
    readonly strip?: { readonly open?: boolean; readonly close?: boolean };
    readonly data?: boolean;
    readonly depth?: number;
    readonly parts?: readonly (string | HandlebarsNode)[];
    readonly original?: unknown;
  }
  export function parseWithoutProcessing(source: string): { readonly body: readonly HandlebarsNode[] };
}
