import { samplesOf, type Sample } from '../check/samples.ts';
import type { Context } from '../reading/context.ts';
import { isTagged } from '../yaml/tagged.ts';
import type { ComponentUse, RawComponent } from './component.ts';

/** A way to log in, and what is known of its answers. */
export interface Login {
  readonly auth: ComponentUse;
  readonly samples: readonly Sample[];
}

/** Of an authentication, and of those that it chooses from. */
export const loginsOf = (
  raw: RawComponent,
  auth: ComponentUse,
  fixtures: string | undefined,
  context: Context,
): readonly Login[] => [
  { auth, samples: samplesOf(textsUnder(raw['samples']), fixtures, context) },
  ...Object.entries(mapUnder(raw['cases'])).flatMap(([name, one]) => {
    const chosen = mapUnder(auth.options['cases'])[name];
    return chosen === undefined ? [] : loginsOf(one as RawComponent, chosen as ComponentUse, fixtures, context);
  }),
];

const textsUnder = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? (value as readonly string[]) : undefined;

const mapUnder = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isTagged(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
