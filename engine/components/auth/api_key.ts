import { choice, described, text, value, type Infer } from '../../language/basics/shape.ts';
import { authOptions, withHeaders, withQuery, type Auth } from './auth.ts';
import { requiredSecret } from './credentials/required.ts';
import { steady } from './credentials/steady.ts';

const options = authOptions(
  {
    in: described(choice('header', 'query'), 'Where the key goes.'),
    name: described(text({ minLength: 1 }), 'Name of the header or of the query parameter.'),
    value: described(value(), 'The key; usually an option of the user.'),
  },
  { prefix: described(text(), 'Text before the key in a header, e.g. `Token `.') },
);

export const apiKey: Auth<Infer<typeof options>> = {
  name: 'api_key',
  summary: 'Sends a key in a header or in the query.',
  options,
  example: '{ kind: api_key, in: header, name: X-Api-Key, value: !expr $user.key }',
  open: (given, context) =>
    steady(context, (shown) => {
      const key = shown(requiredSecret(context, given.value, 'value'));
      if (given.in === 'header')
        return (request) => withHeaders(request, { [given.name.toLowerCase()]: `${given.prefix ?? ''}${key}` });
      return (request) => withQuery(request, { [given.name]: key });
    }),
};
