import { choice, described, object, text, value } from '../../language/shape.ts';
import type { Infer } from '../../language/shape.ts';
import { percentEncode } from '../../http/percent-encode.ts';
import type { Auth } from './auth.ts';
import { steady, withHeaders } from './auth.ts';
import { requiredText } from './required.ts';

const options = object(
  {
    in: described(choice('header', 'query'), 'Where the key goes.'),
    name: described(text({ minLength: 1 }), 'Name of the header or of the query parameter.'),
    value: described(value(), 'The key.'),
  },
  { prefix: described(text(), 'Text before the key in a header, e.g. `Token `.') },
);

export const apiKey: Auth<Infer<typeof options>> = {
  name: 'api_key',
  summary: 'A key in a header or in the query.',
  options,
  example: '{ kind: api_key, in: header, name: X-Api-Key, value: !expr $user.key }',
  open: (given, context) => {
    const key = requiredText(context, given.value, 'value');
    if (given.in === 'header') return steady((request) => withHeaders(request, { [given.name.toLowerCase()]: `${given.prefix ?? ''}${key}` }));
    const pair = `${percentEncode(given.name)}=${percentEncode(key)}`;
    return steady((request) => {
      const url = new URL(request.url);
      url.search = url.search.length > 1 ? `${url.search.slice(1)}&${pair}` : pair;
      return { ...request, url };
    });
  },
};
