import { described, object, value } from '../../language/shape.ts';
import type { Infer } from '../../language/shape.ts';
import type { Auth } from './auth.ts';
import { steady, withHeaders } from './auth.ts';
import { requiredText } from './required.ts';

const options = object({ token: described(value(), 'The token.') }, {});

/** RFC 6750. */
export const bearer: Auth<Infer<typeof options>> = {
  name: 'bearer',
  summary: 'A fixed token in the Authorization header.',
  options,
  example: '{ kind: bearer, token: !expr $user.token }',
  open: ({ token }, context) => {
    const text = requiredText(context, token, 'token');
    return steady((request) => withHeaders(request, { authorization: `Bearer ${text}` }));
  },
};
