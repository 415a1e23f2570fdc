import type { Explanation, Explanations } from './explanation.ts';

const all: Explanations = {};

/** Every code that `validate` can give. */
export const explainedCodes: ReadonlySet<string> = new Set(Object.keys(all));

export const explanationOf = (code: string): Explanation | undefined => (Object.hasOwn(all, code) ? all[code] : undefined);
