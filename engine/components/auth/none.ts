import { object } from '../../language/shape.ts';
import type { Auth } from './auth.ts';
import { steady } from './auth.ts';

export const none: Auth<Readonly<Record<string, never>>> = {
  name: 'none',
  summary: 'No credentials.',
  options: object({}, {}),
  example: '{ kind: none }',
  open: () => steady((request) => request),
};
