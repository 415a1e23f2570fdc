import { EngineError } from '../../language/basics/errors.ts';
import type { ComponentUse } from '../../language/model.ts';
import { described, expr, map, object, reference, type Infer } from '../../language/basics/shape.ts';
import type { Auth, AuthContext, AuthSession } from './auth.ts';

const options = object(
  {
    by: described(expr(), 'What chooses, usually an option of the user: its text is the name of a case.'),
    cases: described(map(reference<ComponentUse>('auth'), { minProperties: 1 }), 'The schemes by their names.'),
  },
  {},
);

/** `open` opens the one that is chosen. */
export const chooseFrom = (open: (use: ComponentUse, context: AuthContext) => AuthSession): Auth<Infer<typeof options>> => ({
  name: 'choose',
  summary: 'Takes one of several schemes, by an option of the user.',
  options,
  example: `kind: choose
by: !expr $user.method
cases:
  key: { kind: api_key, in: header, name: X-Api-Key, value: !expr $user.key }
  password: { kind: basic, username: !expr $user.name, password: !expr $user.password }`,
  open: ({ by, cases }, context) => {
    const name = context.plain(by) ?? '';
    const chosen = Object.hasOwn(cases, name) ? cases[name] : undefined;
    if (chosen !== undefined) return open(chosen, context);
    throw new EngineError('auth.choice', 'The authentication has no such case.', {
      place: by.place,
      hint: `The cases are: ${Object.keys(cases).join(', ')}.`,
    });
  },
});
