import { described, object, value } from '../../language/shape.ts';
import type { Infer } from '../../language/shape.ts';
import type { Auth } from './auth.ts';
import { steady, withHeaders } from './auth.ts';
import { requiredText } from './required.ts';

const options = object({ username: described(value(), 'The user name.'), password: described(value(), 'The password.') }, {});

/** RFC 7617, in UTF-8. */
export const basic: Auth<Infer<typeof options>> = {
  name: 'basic',
  summary: 'User name and password in the Authorization header (HTTP Basic).',
  options,
  example: '{ kind: basic, username: !expr $user.name, password: !expr $user.password }',
  open: ({ username, password }, context) => {
    const pair = Buffer.from(`${requiredText(context, username, 'username')}:${requiredText(context, password, 'password')}`, 'utf8').toString('base64');
    context.secret(pair);
    return steady((request) => withHeaders(request, { authorization: `Basic ${pair}` }));
  },
};
