import { boolean, choice, described, expr, list, object, readPlain, reference, text, withExamples } from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import { use } from '../basics/common-shapes.ts';
import type { Place } from '../basics/place.ts';
import type { Expr, ReportValue } from '../basics/value.ts';
import { checkCode } from '../check/object-type.ts';
import { fixturesFolder, samplesOf, schemaOf, type Sample } from '../check/samples.ts';
import { actionScope, envelopeScope, extend, settingScope, without } from '../check/scope.ts';
import { answerRules, outcomes, successTest } from '../connection/answer-rules.ts';
import type { Outcome, SuccessTest } from '../connection/answer-rules.ts';
import type { ComponentUse, RawDecode } from '../connection/component.ts';
import { decodersOf } from '../endpoint/endpoint.ts';
import { optional, samples, schema, textsIn } from '../endpoint/sample-shapes.ts';
import { requestOf } from '../endpoint/request.ts';
import type { RawRequest, RequestSpec } from '../endpoint/request.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readOptionalSource, readSource } from '../reading/values.ts';
import { letBindings, readBindings } from '../report/bindings.ts';
import type { Binding } from '../report/bindings.ts';
import { userFieldsOf } from '../user-field/read-user-fields.ts';
import type { UserField } from '../user-field/user-field-model.ts';
import { userFields } from '../user-field/user-field-shape.ts';
import { declaredKeys, itemsOf, placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';

const requirementShape = object(
  {
    that: described(expr(), 'Must hold, else nothing is sent.'),
    message: described(text({ minLength: 1 }), 'What is said where it does not.'),
  },
  {},
);

export const actionShape = object(
  {
    title: described(text({ minLength: 1 }), 'What people call the action.'),
    accepts: withExamples(
      described(
        list(text({ minLength: 1 })),
        'The object types that it can be run on. With `[]` it takes no object and is sent once: there is no `$object`, nor what the `let` of the pack makes of it, and what may have happened is told by its options.',
      ),
      ['event', 'incident'],
      [],
    ),
    request: described(
      reference<RawRequest>('request'),
      'The request; it sees `$object`, `$options`, `$user` and the bindings under `let`.',
    ),
  },
  {
    use: use(),
    description: described(text(), 'What it does, in a sentence or two.'),
    options: described(userFields(), 'What is asked for each time; `$options.<name>`.'),
    let: described(letBindings(), "Names for values; they follow the pack's own."),
    require: described(list(requirementShape), 'Checked before anything is sent.'),
    decode: described(list(reference<RawDecode>('decode'), { minItems: 1 }), 'How the answer is read.', ['json']),
    success_when: successTest(),
    outcomes: described(
      outcomes(),
      "Tried in order, before the connection's. Only one that stands here makes the action be sent again with `retry`.",
    ),
    samples: samples(),
    schema: schema(),
    optional: optional(),
    result: described(expr(), 'What the answer comes down to, over its body.'),
    side_effects: described(boolean(), 'It changes something at the vendor and is confirmed before it is sent.', true),
    approval: described(
      choice('one', 'two'),
      'How many people it takes: with `two`, somebody asks for it in the console of `feedwright serve`, and another one agrees.',
      'one',
    ),
  },
  { description: 'Something that is done at the vendor, with an object or by itself.' },
);

export type RawAction = Infer<typeof actionShape>;

export interface Action extends Omit<PlainOf<typeof actionShape>, 'schema'> {
  readonly name: string;
  /** Connection and pack fields; an action's own inputs are `options`. */
  readonly userFields: readonly UserField[];
  /** Empty: it takes no object. */
  readonly accepts: readonly string[];
  readonly options: readonly UserField[];
  readonly let: readonly Binding[];
  readonly require: readonly (PlainOf<typeof requirementShape> & { readonly that: Expr; readonly place: Place })[];
  readonly request: RequestSpec;
  readonly decode: readonly ComponentUse[];
  readonly successWhen: SuccessTest | undefined;
  readonly outcomes: readonly Outcome[];
  readonly result: Expr | undefined;
  readonly samples: readonly Sample[];
  readonly schema: Sample | undefined;
  /** Members that no sample has and the vendor sends, as dotted paths. */
  readonly optional: readonly string[];
  readonly place: Place;
}

export interface ActionSurroundings {
  readonly userFields: readonly UserField[];
  readonly user: Iterable<string>;
  /** The pack's own `let`, which every action sees. */
  readonly let: RawMap | undefined;
  /** The pack's name. */
  readonly pack: string;
}

export const actionOf = (
  all: Readonly<Record<string, RawAction>>,
  name: string,
  surroundings: ActionSurroundings,
  context: Context,
): Action => {
  const raw = all[name] as RawAction & RawMap;
  const start = actionScope(surroundings.user, declaredKeys(raw.options));
  const packs = readBindings(surroundings.let, start, context);
  const shared = takesNone(raw.accepts) ? withoutObject(packs, context) : packs;
  const own = readBindings(raw.let as RawMap | undefined, shared.scope, context);
  const answer = extend(envelopeScope(own.scope), 'the answer of an action', {});
  const fixtures = fixturesFolder(context.files.root, surroundings.pack);
  for (const [index, code] of itemsOf(raw.accepts)) checkCode(code, placeOfValue(raw.accepts, index), context);
  return {
    ...readPlain(actionShape, raw),
    name,
    userFields: surroundings.userFields,
    accepts: raw.accepts.filter((one) => one !== undefined),
    options: userFieldsOf(
      [raw.options],
      extend(settingScope(surroundings.user), 'an option', { options: declaredKeys(raw.options) }),
      context,
    ),
    let: [...shared.bindings, ...own.bindings],
    require: (raw.require === undefined ? [] : itemsOf(raw.require)).map(([, one]) => ({
      ...readPlain(requirementShape, one),
      that: readSource(one.that, own.scope, context),
      place: placeOf(one as unknown as RawMap),
    })),
    request: requestOf(raw.request as unknown as RawMap, own.scope, context),
    decode: decodersOf(raw.decode, placeOfKey(all, name), own.scope, context),
    ...answerRules(raw, answer, context),
    result: readOptionalSource(raw.result, answer, context),
    samples: samplesOf(raw.samples, fixtures, context),
    schema: schemaOf(raw, fixtures, context),
    optional: textsIn(raw.optional),
    place: placeOfKey(all, name),
  };
};

/** What is not a list has been reported. */
const takesNone = (accepts: unknown): boolean => Array.isArray(accepts) && accepts.length === 0;

type Bindings = ReturnType<typeof readBindings>;

/** For an action that has no object: without what the pack's `let` makes of one. */
const withoutObject = ({ bindings, scope }: Bindings, { vocabulary }: Context): Bindings => {
  const gone = new Set(['object']);
  const readsObject = (value: ReportValue): boolean => {
    const source = value.kind === 'lookup' ? value.of : value;
    if (source.kind === 'literal') return false;
    const { variables } = source.kind === 'expr' ? vocabulary.expression(source.source) : vocabulary.template(source.source);
    return variables.some(({ name }) => gone.has(name));
  };
  for (const { name, value } of bindings) if (readsObject(value)) gone.add(name);
  return {
    bindings: bindings.filter(({ name }) => !gone.has(name)),
    scope: without(
      scope,
      gone,
      'This action has no object: name under `accepts` the object types that it takes, or read its `$options`.',
    ),
  };
};
