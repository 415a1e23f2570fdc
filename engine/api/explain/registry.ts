import type { Explanation, Explanations } from './explanation.ts';
import { expressionFindings } from './expressions.ts';
import { feedFindings } from './feeds.ts';
import { fileFindings } from './files.ts';
import { formatFindings } from './formats.ts';
import { mockFindings } from './mocks.ts';
import { requestFindings } from './requests.ts';
import { syntaxFindings } from './syntax.ts';
import { typeFindings } from './types.ts';
import { unusedFindings } from './unused.ts';
import { yamlFindings } from './yaml.ts';

const all: Explanations = {
  ...expressionFindings,
  ...feedFindings,
  ...fileFindings,
  ...formatFindings,
  ...mockFindings,
  ...requestFindings,
  ...syntaxFindings,
  ...typeFindings,
  ...unusedFindings,
  ...yamlFindings,
};

/** Every code that `validate` can give. */
export const explainedCodes: ReadonlySet<string> = new Set(Object.keys(all).toSorted());

export const explanationOf = (code: string): Explanation | undefined => (Object.hasOwn(all, code) ? all[code] : undefined);
