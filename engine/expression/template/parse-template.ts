import handlebars from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import type { HandlebarsNode } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import { syntaxError } from './syntax-error.ts';
import { TemplateError } from './template-error.ts';
import type { TemplateNode, TemplateValue } from './template-node.ts';

const LONGEST = 65_536;
const DEEPEST = 16;
const PROTOTYPES = new Set(['__proto__', 'constructor', 'prototype']);

/** What Handlebars has and a definition may not: its sentence and what to write instead. */
const REFUSED: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  BlockStatement: ['A template has no blocks', 'Decide with an !expr, as in `$exists(a) ? a : b`.'],
  PartialStatement: ['A template has no partials', 'Write the text out, or use a `let`.'],
  PartialBlockStatement: ['A template has no partials', 'Write the text out, or use a `let`.'],
  Decorator: ['A template has no decorators', 'Write {{name}} for a field.'],
  DecoratorBlock: ['A template has no decorators', 'Write {{name}} for a field.'],
};

/** Reads a template and holds it to what the language has: fields, `@variables` and helper calls. Throws TemplateError. */
export function parseTemplate(source: string): readonly TemplateNode[] {
  if (source.length > LONGEST) throw new TemplateError('too-long', `A template has at most ${LONGEST} characters.`, LONGEST);
  refuseDeep(source);
  const offsets = lineOffsets(source);
  const at = (node: HandlebarsNode): number => (offsets[node.loc.start.line - 1] ?? 0) + node.loc.start.column;
  const reader = new Reader(at);
  try {
    return handlebars.parseWithoutProcessing(source).body.flatMap((node) => reader.statement(node));
  } catch (error) {
    throw error instanceof TemplateError ? error : syntaxError(error, source, offsets);
  }
}

const tooDeep = (offset: number): TemplateError =>
  new TemplateError('too-deep', `Helpers are nested at most ${DEEPEST} deep.`, offset, 'Work the value out by an !expr.');

/** What is quoted, or named in brackets, within the braces; then the marks that count. */
const MARK = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\[[^\]]{0,255}\]|\{\{|\}\}|[()]/gs;

/** What nests too deep never reaches the parser: its time grows with the square of the depth, and more. */
function refuseDeep(source: string): void {
  const blocks = [...source.matchAll(/(?<!\\)\{\{~?[#^]/g)];
  const [what, hint] = REFUSED['BlockStatement'] ?? [];
  if (blocks.length > DEEPEST) throw new TemplateError('unsupported', `${what}.`, blocks[0]?.index ?? 0, hint);
  let within = false;
  let depth = 0;
  for (let at = source.indexOf('{{'); at >= 0;) {
    MARK.lastIndex = at;
    const found = MARK.exec(source);
    if (found === null) return;
    const [mark] = found;
    if (mark === '{{') within = true;
    else if (mark === '(' && ++depth > DEEPEST) throw tooDeep(found.index + 1);
    else if (mark === ')') depth--;
    else if (mark === '}}') within = false;
    if (!within) depth = 0;
    at = within ? found.index + mark.length : source.indexOf('{{', found.index);
  }
}

/** Where each line starts, by the line ends that Handlebars counts. */
function lineOffsets(source: string): readonly number[] {
  return [0, ...[...source.matchAll(/\r\n?|\n/g)].map((end) => end.index + end[0].length)];
}

class Reader {
  readonly #at: (node: HandlebarsNode) => number;

  constructor(at: (node: HandlebarsNode) => number) {
    this.#at = at;
  }

  statement(node: HandlebarsNode): readonly TemplateNode[] {
    if (node.type === 'ContentStatement') return [{ kind: 'text', text: String(node.value) }];
    if (node.type === 'CommentStatement') return [];
    const [what, hint] = REFUSED[node.type] ?? [];
    if (what !== undefined) throw new TemplateError('unsupported', `${what}.`, this.#at(node), hint);
    if (node.strip?.open === true || node.strip?.close === true) {
      throw new TemplateError(
        'unsupported',
        'A template keeps its blanks: `~` means nothing.',
        this.#at(node),
        'Leave the blank out of the text.',
      );
    }
    if (node.escaped === false) {
      throw new TemplateError(
        'unsupported',
        'Nothing is escaped in a template: a third brace or `&` means nothing.',
        this.#at(node),
        'Write {{name}}.',
      );
    }
    if (node.path?.type !== 'PathExpression') {
      throw new TemplateError(
        'unsupported',
        'Between {{ and }} stands the name of a field, a @variable or a helper with its arguments.',
        this.#at(node),
      );
    }
    return [(node.params?.length ?? 0) > 0 || node.hash !== undefined ? this.#call(node, 0) : this.#path(node.path)];
  }

  #value(node: HandlebarsNode, depth: number): TemplateValue {
    switch (node.type) {
      case 'PathExpression':
        return this.#path(node);
      case 'SubExpression':
        return this.#call(node, depth + 1);
      case 'StringLiteral':
      case 'NumberLiteral':
      case 'BooleanLiteral':
        return { kind: 'literal', value: node.value as string | number | boolean, offset: this.#at(node) };
      default:
        throw new TemplateError(
          'unsupported',
          'A helper takes texts, numbers, true, false, fields and @variables.',
          this.#at(node),
        );
    }
  }

  #call(node: HandlebarsNode, depth: number): TemplateValue {
    const offset = this.#at(node.path ?? node);
    if (depth > DEEPEST) throw tooDeep(offset);
    if (node.hash !== undefined)
      throw new TemplateError('unsupported', 'A helper takes its arguments by place, not by name.', this.#at(node.hash));
    const name = node.path === undefined ? undefined : this.#path(node.path);
    if (name?.kind !== 'field' || name.path.length !== 1) {
      throw new TemplateError('unsupported', 'Only a helper takes arguments, and its name is one word.', offset);
    }
    return {
      kind: 'call',
      name: name.path[0] ?? '',
      args: (node.params ?? []).map((param) => this.#value(param, depth)),
      offset,
    };
  }

  #path(node: HandlebarsNode): TemplateValue {
    const offset = this.#at(node);
    const parts = (node.parts ?? []).map((part) => (typeof part === 'string' ? part : undefined));
    const isForeign =
      (node.depth ?? 0) > 0 ||
      parts.includes(undefined) ||
      (String(node.original).includes('/') && !parts.some((part) => part?.includes('/')));
    if (isForeign) throw new TemplateError('unsupported', 'A path is names with dots between them: no `/` and no `..`.', offset);
    const path = parts.filter((part) => part !== undefined);
    if (path.some((part) => PROTOTYPES.has(part))) {
      throw new TemplateError(
        'unsupported',
        'A path may not name a prototype.',
        offset,
        'Use an !expr for a field of that name.',
      );
    }
    if (node.data !== true) return { kind: 'field', path, offset };
    return { kind: 'variable', name: path[0] ?? '', path: path.slice(1), offset };
  }
}
