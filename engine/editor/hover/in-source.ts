import { parseUnfinished } from '../../expression/jsonata/parse-unfinished.ts';
import { defaultLimits } from '../../expression/jsonata/run.ts';
import { inferExpression } from '../../inference/expression/infer.ts';
import { segmentOffset } from '../../inference/expression/segment.ts';
import { NEVER, union, type Type } from '../../inference/types/type.ts';
import type { Contexts } from '../expression/contexts.ts';
import { expressionFunctions, templateFunctions } from '../expression/function-docs.ts';
import { asCode, examplesOf, typeText } from '../expression/type-text.ts';
import type { SourceAt } from '../text/source-at.ts';
import type { Span } from '../text/span.ts';

interface Docs {
  /** In the source. */
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
}

/** What is known of the word at the cursor of an expression or template. */
export const docsInSource = (source: SourceAt, contexts: Contexts): Docs | undefined => {
  const { text, at, kind } = source;
  const start = at - (/[$@]?\w*$/.exec(text.slice(0, at))?.[0].length ?? 0);
  const word = /^[$@]?\w+/.exec(text.slice(start))?.[0] ?? '';
  const span = { start, end: start + word.length };
  if (kind === 'tmpl') return functionText(span, templateFunctions.get(word));
  if (!word.startsWith('$')) return segmentDocs(text, at, contexts);
  const bound = contexts.types.flatMap(({ variables }) => variables.get(word.slice(1)) ?? []);
  if (bound.length > 0) return { span, text: typed(word, bound.reduce(union)) };
  return functionText(span, expressionFunctions.get(word.slice(1)));
};

const functionText = (span: Span, docs: { readonly signature: string; readonly text: string } | undefined): Docs | undefined =>
  docs === undefined ? undefined : { span, text: `\`${docs.signature}\`\n\n${docs.text}` };

const typed = (name: string, type: Type): string => {
  const examples = examplesOf(type).slice(0, 3);
  return [`\`${name}\`: ${typeText(type)}`, examples.length === 0 ? '' : `In the samples: ${examples.map(asCode).join(', ')}`]
    .filter((one) => one !== '')
    .join('\n\n');
};

/** A name of a path: its type, and what samples show. */
const segmentDocs = (text: string, at: number, { types }: Contexts): Docs | undefined => {
  const root = parseUnfinished(text, defaultLimits);
  if (root === undefined) return undefined;
  let span: Span | undefined;
  let name = '';
  let type: Type = NEVER;
  for (const { context, variables } of types)
    inferExpression(root, context, variables, (node, found) => {
      const start = segmentOffset(node, text);
      if (found.kind !== 'known' || at < start || at > start + node.value.length) return;
      span = { start, end: start + node.value.length };
      name = node.value;
      type = union(type, found.type);
    });
  return span === undefined ? undefined : { span, text: typed(name, type) };
};
