import { flattened, memberOf, unionOf, type Type } from '../../inference/types/type.ts';
import type { Contexts } from '../expression/contexts.ts';
import { templateFunctions } from '../expression/function-docs.ts';
import { typeText } from '../expression/type-text.ts';
import type { Declared, Offers } from './in-expression.ts';
import type { Offer } from './offer.ts';

/** What may be written at an offset of a template; outside of `{{ }}` nothing. */
export const offersInTemplate = (text: string, at: number, contexts: Contexts, declared: Declared): Offers => {
  const before = text.slice(0, at);
  const open = before.lastIndexOf('{{');
  const written = /[@\w.]*$/.exec(before)?.[0] ?? '';
  const parts = written.split('.');
  const last = parts.at(-1) ?? '';
  const end = at + (/^\w*/.exec(text.slice(at))?.[0].length ?? 0);
  const span = { start: at - last.length, end };
  if (open < 0 || before.indexOf('}}', open) >= 0) return { span, offers: [] };
  const path = parts.slice(0, -1);
  const isFirst = path.length === 0 && /\{\{\s*$|\(\s*$/.test(before.slice(0, span.start));
  return { span, offers: written.startsWith('@') ? ofVariables(path, contexts, declared) : ofData(path, contexts, isFirst) };
};

const ofVariables = ([owner]: readonly string[], { scopes }: Contexts, declared: Declared): readonly Offer[] => {
  const names = scopes.flatMap(({ variables }) => [
    ...(owner === undefined ? variables.keys() : (variables.get(owner.slice(1)) ?? [])),
  ]);
  return [...new Set(names)].map((name) => {
    if (owner === undefined) return { label: `@${name}`, kind: 'Variable' };
    const option = owner === '@user' || owner === '@options' ? declared.option(name) : undefined;
    return { label: name, kind: 'Property', detail: option?.detail, docs: option?.docs };
  });
};

const step = (type: Type, name: string): Type => {
  const found = memberOf(type, name);
  return found.kind === 'known' ? found.type : {};
};

const ofData = (path: readonly string[], { types }: Contexts, isFirst: boolean): readonly Offer[] => {
  const type = flattened(path.reduce(step, unionOf(types.map(({ context }) => context))));
  const members: readonly Offer[] = [...(type.object?.members ?? [])].map(([label, one]) => ({
    label,
    kind: 'Field',
    detail: typeText(one.type),
  }));
  return isFirst ? [...members, ...HELPERS] : members;
};

const HELPERS: readonly Offer[] = [...templateFunctions.values()].map(({ name, signature, text }) => ({
  label: name,
  kind: 'Function',
  detail: signature,
  docs: text,
}));
