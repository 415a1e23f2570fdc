import type { SourceFacts } from '../language/vocabulary.ts';
import { compileExpression, ExpressionError } from './compile.ts';
import { definitionFunctions } from './definition-evaluator.ts';
import { faultOffset } from './fault-offset.ts';
import { freeNames } from './free-names.ts';
import { parse } from './parse.ts';
import { defaultLimits } from './run.ts';
import { parseTemplate } from './template/parse-template.ts';
import { TemplateError } from './template/template-error.ts';
import { templateReads } from './template/template-reads.ts';

/** What an expression names, or why it can't be read; codes are `expression.` and JSONata's own, as at run time. */
export function expressionFacts(source: string): SourceFacts {
  try {
    compileExpression(source, { functions: definitionFunctions });
    return freeNames(parse(source, defaultLimits));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { hint } = error.details;
    return refused(
      `expression.${error.code}`,
      error.message,
      faultOffset(error, source) ?? 0,
      typeof hint === 'string' ? hint : undefined,
    );
  }
}

/** The same for a template; a helper that there isn't is among its functions, not an error. */
export function templateFacts(source: string): SourceFacts {
  try {
    const { variables, functions } = templateReads(parseTemplate(source));
    return { variables, functions };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return refused(`template.${error.code}`, error.message, error.offset, error.hint);
  }
}

const refused = (code: string, message: string, offset: number, hint: string | undefined): SourceFacts => ({
  error: { code, message, offset, ...(hint === undefined ? {} : { hint }) },
  variables: [],
  functions: [],
});
