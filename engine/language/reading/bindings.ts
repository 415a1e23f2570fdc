import { extend, reservedNames } from '../check/scope.ts';
import type { Scope } from '../check/scope.ts';
import type { Binding } from '../model.ts';
import { declaredKeys, entriesOf, placeOfKey } from '../yaml/positions.ts';
import type { Context, RawMap } from './context.ts';
import { reportValue } from '../report/read-report-value.ts';

/** Bindings in order; each sees those before it. The scope that comes back has them all. */
export const bindings = (
  raw: RawMap | undefined,
  start: Scope,
  context: Context,
): { readonly bindings: readonly Binding[]; readonly scope: Scope } => {
  let scope = start;
  const all: Binding[] = [];
  const later = declaredKeys(raw);
  for (const [name] of raw === undefined ? [] : entriesOf(raw)) {
    checkBoundName(raw as RawMap, name, start, context);
    const here: Scope = { ...scope, label: `\`let.${name}\``, later };
    all.push({ name, value: reportValue(raw as RawMap, name, here, context), place: placeOfKey(raw as RawMap, name) });
    scope = extend(scope, scope.label, { [name]: undefined });
  }
  return { bindings: all, scope: extend(scope, start.label, Object.fromEntries([...later].map((name) => [name, undefined]))) };
};

/** A `let` or a supplemental can't take the name of a function, of one of the language's variables, or of one another. */
export const checkBoundName = (raw: RawMap, name: string, scope: Scope, { sources, findings }: Context): void => {
  const place = placeOfKey(raw, name);
  const hint = 'Choose another name.';
  if (sources.isFunction(name)) findings.error('name.function', place, `\`${name}\` is the name of a function.`, hint);
  else if (reservedNames.has(name)) findings.error('name.reserved', place, `\`$${name}\` is a variable of the language.`, hint);
  else if (scope.variables.has(name)) findings.error('name.duplicate', place, `\`$${name}\` is bound already.`, hint);
};
