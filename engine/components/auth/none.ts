import { object } from '../../language/basics/shape.ts';
import type { Auth } from './auth.ts';
import { steady } from './credentials/steady.ts';

export const none: Auth<Readonly<Record<string, never>>> = {
  name: 'none',
  summary: 'Sends requests without credentials.',
  options: object({}, {}),
  example: '{ kind: none }',
  open: (_, context) => steady(context, () => (request) => request),
};
