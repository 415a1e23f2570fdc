import { builtins } from '../expression/jsonata/builtins/index.ts';
import { definitionFunctions } from '../expression/definition/definition-evaluator.ts';
import { expressionFacts, templateFacts } from '../expression/definition/source-facts.ts';
import { templateHelpers } from '../expression/template/helpers.ts';
import type { Vocabulary } from '../language/basics/vocabulary.ts';
import { auths } from './auth/registry.ts';
import { decoders } from './decoders/registry.ts';
import { paginators } from './paginators/registry.ts';
import { formats } from './sinks/formats.ts';
import { states } from './states/registry.ts';

/** The words of the language as the registries have them: what the loader checks a definition against. */
export function createVocabulary(): Vocabulary {
  return {
    expression: expressionFacts,
    template: templateFacts,
    functions: [...builtins.keys(), ...Object.keys(definitionFunctions)].toSorted(),
    templateFunctions: Object.keys(templateHelpers),
    decoders: named(decoders),
    auth: named(auths),
    paginators: named(paginators),
    states: named(states),
    formats: named(formats),
  };
}

/** Asked for any name that an author may write: `toString` is none of them. */
const named = <T extends object>(known: T): T => Object.freeze(Object.assign(Object.create(null) as T, known));
