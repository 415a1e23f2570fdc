import type { Contexts } from '../expression/contexts.ts';
import { expressionFunctions } from '../expression/function-docs.ts';
import { objectAt } from '../expression/members-at.ts';
import { asCode, examplesOf, typeText } from '../expression/type-text.ts';
import { unfinished } from '../expression/unfinished.ts';
import type { Type } from '../../inference/types/type.ts';
import type { Span } from '../text/span.ts';
import type { Offer } from './offer.ts';

/** What the definition declares: options with what is said of them, tables. */
export interface Declared {
  option(name: string): { readonly detail: string; readonly docs: string; readonly choices: readonly string[] } | undefined;
  readonly tables: readonly string[];
}

export interface Offers {
  /** In the expression: what an offer takes the place of. */
  readonly span: Span;
  readonly offers: readonly Offer[];
}

/** Words of JSONata that a name can't be without backticks. */
const WORDS = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);
const isPlainName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name) && !WORDS.has(name);

/** What may be written at an offset of an expression, be it whole or not. */
export const offersInExpression = (text: string, at: number, contexts: Contexts, declared: Declared): Offers => {
  const { quote, isOpaque } = unfinished(text.slice(0, at));
  if (isOpaque) return { span: { start: at, end: at }, offers: [] };
  if (quote !== undefined) return inQuotes(text, at, quote, contexts, declared);
  const written = /\$?\w*$/.exec(text.slice(0, at))?.[0] ?? '';
  const start = at - written.length;
  const end = at + (/^\w*/.exec(text.slice(at))?.[0].length ?? 0);
  const before = text.slice(0, start);
  const after = text.slice(end);
  const span = { start, end };
  const owner = /\$(\w+)\s*\.\s*$/.exec(before)?.[1];
  const members = membersOf(objectAt(before, after, contexts));
  if (owner !== undefined) return { span, offers: [...members, ...ofVariable(owner, contexts, declared)] };
  const isStep = /\.\s*$/.test(before);
  const signed = isStep ? FUNCTIONS : [...variables(contexts, before), ...FUNCTIONS];
  return { span, offers: written.startsWith('$') ? signed : [...members, ...signed] };
};

const membersOf = ({ object }: Type): readonly Offer[] =>
  [...(object?.members ?? [])].map(([name, { type, optional }]) => ({
    label: name,
    kind: 'Field',
    ...(isPlainName(name) ? {} : { insert: `\`${name}\`` }),
    detail: `${typeText(type)}${optional ? ', not always there' : ''}`,
    docs: examplesOf(type)
      .slice(0, 3)
      .map((one) => `- ${asCode(one)}`)
      .join('\n'),
  }));

const ofVariable = (owner: string, { scopes }: Contexts, declared: Declared): readonly Offer[] =>
  [...new Set(scopes.flatMap(({ variables: known }) => [...(known.get(owner) ?? [])]))].map((name) => {
    const option = owner === 'user' || owner === 'options' ? declared.option(name) : undefined;
    return { label: name, kind: 'Property', detail: option?.detail, docs: option?.docs };
  });

const variables = ({ scopes, types }: Contexts, before: string): readonly Offer[] => {
  const bound = [...before.matchAll(/\$(\w+)\s*:=|[@#]\s*\$(\w+)|function\s*\(([^)]*)\)/g)].flatMap(([, one, other, params]) =>
    params === undefined ? [one ?? other ?? ''] : [...params.matchAll(/\$(\w+)/g)].map(([, name = '']) => name),
  );
  const names = new Set([...bound, ...scopes.flatMap((one) => [...one.variables.keys()])]);
  return [...names].map((name) => {
    const type = types.map((one) => one.variables.get(name)).find((one) => one !== undefined);
    return { label: `$${name}`, kind: 'Variable', detail: type === undefined ? undefined : typeText(type) };
  });
};

const FUNCTIONS: readonly Offer[] = [...expressionFunctions.values()].map(({ name, signature, text }) => ({
  label: `$${name}`,
  kind: 'Function',
  detail: signature,
  docs: text,
}));

/** A table's name, a value that the other side of a comparison may have, or a name in quotes. */
const inQuotes = (
  text: string,
  at: number,
  { sign, start }: { readonly sign: string; readonly start: number },
  contexts: Contexts,
  declared: Declared,
): Offers => {
  const before = text.slice(0, start);
  const closing = text.indexOf(sign, at);
  const end = closing < 0 ? at : closing;
  // The quotes stay as they are: in the file they may be written in another way.
  const span = { start: start + 1, end };
  const texts = (values: readonly string[], kind: Offer['kind']): Offers => ({
    span,
    offers: values.map((label) => ({ label, kind })),
  });
  if (/\$table\s*\(\s*$/.test(before)) return texts(declared.tables, 'Value');
  if (sign === '`' || /\.\s*$/.test(before)) {
    const names = membersOf(objectAt(before, closing < 0 ? '' : text.slice(closing + 1), contexts));
    return { span, offers: names.map((one) => ({ ...one, insert: one.label })) };
  }
  const compared = /([\w.$`@%]+)\s*(?:!?=|in\s*\[?)\s*$/.exec(before)?.[1];
  if (compared === undefined) return { span, offers: [] };
  const option = /^\$(?:user|options)\.(\w+)$/.exec(compared)?.[1];
  if (option !== undefined) return texts(declared.option(option)?.choices ?? [], 'EnumMember');
  const upTo = before.slice(0, before.lastIndexOf(compared) + compared.length);
  return texts(objectAt(`${upTo}.`, '', contexts).text?.examples ?? [], 'Value');
};
