import type { Action, UserField } from '../../language/model.ts';
import type { Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { shortSource } from '../../language/user-field/option-values.ts';
import type { GuideAction } from '../model/guide.ts';
import { objectTypeOf } from '../overview/entry-types.ts';
import { optionRows } from '../overview/options.ts';
import { sampleTexts } from '../samples/sample-text.ts';
import { outcomeNotes } from './answer-notes.ts';
import type { Placeholders } from './placeholders.ts';
import { meansFor, requestOf, type RequestParts } from './requests-of.ts';

/** Every action of a pack by its name. */
export const actionsOf = async (parts: RequestParts): Promise<Readonly<Record<string, GuideAction>>> => {
  const all: [string, GuideAction][] = [];
  for (const [name, action] of parts.pack.actions) all.push([name, await actionOf(action, parts)]);
  return Object.fromEntries(all);
};

const actionOf = async (action: Action, parts: RequestParts): Promise<GuideAction> => {
  const { pack } = parts;
  const { holes, means } = meansFor(parts, undefined, new Map());
  const own = parts.cases.filter(({ kind, target }) => kind === 'action' && target === `${pack.name}/${action.name}`);
  const scope = { ...means.scope, ...actionScope(action, holes) };
  const samples = sampleTexts(action.samples, parts.sensitive);
  return {
    name: action.name,
    title: action.title,
    description: action.description ?? null,
    accepts: action.accepts.map((code) => ({ code, name: objectTypeOf(code, pack)?.name ?? code })),
    options: optionRows(action.options),
    requires: action.require.map(({ message }) => message),
    changesVendor: action.sideEffects,
    request: {
      ...(await requestOf(action.request, [], { ...means, scope }, holes, { ...parts, cases: own })),
      name: action.name,
      title: action.title,
      role: 'action',
      feeds: [],
      description: null,
      samples,
      notes: outcomeNotes(action.outcomes),
    },
    result: resultOf(action, samples.find(({ status }) => status.length === 0)?.text, parts),
  };
};

/** What an action's request sees: marks for what the user gives, and for what the pack makes of the object. */
const actionScope = ({ options, let: lets }: Action, holes: Placeholders): Scope => ({
  options: Object.fromEntries(
    options.map((field) => [
      field.name,
      holes.mark(field.name, `the option "${field.label}"`, { isSecret: field.type === 'secret', isNumber: isNumber(field) }),
    ]),
  ),
  object: { type: holes.mark('type', "the object's type"), value: holes.mark('value', "the object's value"), attributes: [] },
  ...Object.fromEntries(
    lets.map(({ name, value }) => {
      const source = value.kind === 'lookup' ? value.of : value;
      const isShown = source.kind === 'expr' && !source.source.includes('`');
      return [name, holes.mark(name, isShown ? `\`${shortSource(source)}\`` : 'see the definition')];
    }),
  ),
});

const isNumber = (field: UserField): boolean =>
  field.type === 'number' || (field.type === 'select' && field.choices.every(({ value }) => typeof value === 'number'));

/** The result over the sample; null where there is none, or it gives nothing. */
const resultOf = ({ result }: Action, sample: string | undefined, { evaluator }: RequestParts): string | null => {
  if (result === undefined || sample === undefined) return null;
  try {
    const given = evaluator.expr(result).evaluate(JSON.parse(sample) as unknown, {});
    return given === undefined ? null : typeof given === 'string' ? given : JSON.stringify(given);
  } catch (error) {
    if (error instanceof EngineError || error instanceof SyntaxError) return null;
    throw error;
  }
};
