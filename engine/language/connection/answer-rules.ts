import { anyOf, choice, described, expr, list, object, readPlain, reference, tagged, text } from '../basics/shape.ts';
import type { Infer, PlainOf, Shape } from '../basics/shape.ts';
import type { Place } from '../basics/place.ts';
import type { Expr, Tmpl } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { statusCode } from '../endpoint/sample-shapes.ts';
import { readOptionalSource, readSource } from '../reading/values.ts';
import { declaredKeys, itemsOf, placeOf } from '../yaml/positions.ts';

export const successTest = (): Shape<'status' | Expr> =>
  described(
    anyOf(choice('status'), expr()),
    "When an answer counts as a success: `status` (any 2xx), or a condition over the decoded body. An endpoint's goes before the connection's; without either it is `status`.",
  );

export const outcomeShape = object(
  {
    do: described(
      choice('retry', 'no_records', 'skip', 'stop_here', 'fail'),
      'What the answer means: try again (after `Retry-After` or the pauses of `retry`, as often as `retry.attempts` says), an empty page, leave this call out, end here with what came so far, or a failure.',
    ),
  },
  {
    status: described(
      anyOf(statusCode(), list(statusCode(), { minItems: 1 })),
      'The HTTP status or statuses that it is about; alone it is decided before the body is decoded.',
    ),
    when: described(
      expr(),
      'A condition over the decoded body; together with `status` both must hold, and the body of an error is read as JSON.',
    ),
    because: described(text(), 'The reason, as the ledger shows it.'),
    message: described(tagged<Expr | Tmpl>('template-or-expr'), "The vendor's own message, taken from the answer."),
  },
  { description: 'What an answer that is no plain success means.' },
);

type RawOutcome = Infer<typeof outcomeShape>;

export const outcomes = () =>
  described(list(reference<RawOutcome>('outcome')), "Tried in order; an endpoint's before the connection's.");

/** `status`: any 2xx is a success, whatever the body. */
export type SuccessTest = { readonly kind: 'status' } | { readonly kind: 'body'; readonly test: Expr };

export interface Outcome extends PlainOf<typeof outcomeShape> {
  readonly status: readonly number[] | undefined;
  readonly when: Expr | undefined;
  readonly message: Expr | Tmpl | undefined;
  readonly place: Place;
}

interface RawRules {
  readonly success_when?: 'status' | Expr;
  readonly outcomes?: readonly RawOutcome[];
}

export const answerRules = (
  raw: RawRules,
  envelope: Scope,
  context: Context,
): { readonly successWhen: SuccessTest | undefined; readonly outcomes: readonly Outcome[] } => ({
  successWhen:
    raw.success_when === undefined
      ? undefined
      : raw.success_when === 'status'
        ? { kind: 'status' }
        : { kind: 'body', test: readSource(raw.success_when, envelope, context) },
  outcomes: raw.outcomes === undefined ? [] : itemsOf(raw.outcomes).map(([, one]) => outcome(one, envelope, context)),
});

const outcome = (raw: RawOutcome, envelope: Scope, context: Context): Outcome => {
  const place = placeOf(raw as unknown as RawMap);
  const declared = declaredKeys(raw as unknown as RawMap);
  if (!declared.has('status') && !declared.has('when')) {
    context.findings.error(
      'outcome.no-condition',
      place,
      'An outcome needs `status` or `when`.',
      "Add `status: 404`, or `when: !expr …` over the answer's body.",
    );
  }
  return {
    ...readPlain(outcomeShape, raw),
    status: raw.status === undefined ? undefined : ([raw.status].flat() as number[]),
    when: readOptionalSource(raw.when, envelope, context),
    message: readOptionalSource(raw.message, envelope, context),
    place,
  };
};
