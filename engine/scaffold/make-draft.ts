import { createVocabulary } from '../components/vocabulary.ts';
import { EngineError } from '../language/basics/errors.ts';
import { loadPack } from '../language/load.ts';
import { definitionText, type Names } from './write/definition-text.ts';
import { draftOf, type Draft, type Given } from './draft.ts';
import { mockText } from './write/mock-text.ts';
import type { SecondPage } from './paging/by-second-page.ts';
import { pagesOf } from './paging/paging.ts';
import type { Sample } from './sample/read-sample.ts';
import type { Origin } from './write/request-lines.ts';

export interface Made {
  /** The definition; it has been loaded and has no errors. */
  readonly definition: string;
  readonly mock: string;
  readonly draft: Draft;
}

export interface Wish {
  readonly names: Names;
  readonly origin: Origin;
  readonly given: Given;
  /** The sample's file among the fixtures; undefined where there are to be none. */
  readonly file: string | undefined;
  /** The page after the sample's. */
  readonly second?: SecondPage | undefined;
}

/** From a sample to a definition and a mock. Throws EngineError `draft.…` where none can be made. */
export const makeDraft = (sample: Sample, { names, origin, given, file, second }: Wish): Made => {
  const records = [...sample.records, ...(second?.sample.records ?? [])];
  const draft = draftOf({ records }, given);
  if (draft === undefined)
    throw new EngineError('draft.no-value', 'No member of the records can be the value of an object.', {
      hint: 'Name one that there is with --value, such as --value ip or --value data.url.',
    });
  const pages = pagesOf(sample, origin, second);
  const definition = definitionText({ sample, draft, names, origin, pages, file });
  mustLoad(definition);
  return { definition, mock: mockText(names, origin, { sample, pages, file: file ?? 'sample' }), draft };
};

/** Held to the same rules as one that was written by hand. */
const mustLoad = (text: string): void => {
  const { pack, diagnostics } = loadPack('draft/definition.yaml', createVocabulary(), { read: () => text });
  if (pack !== undefined) return;
  const [first] = diagnostics.filter(({ severity }) => severity === 'error');
  const message = `No definition that validates can be made of this: ${first?.message ?? 'it has errors'}`;
  throw new EngineError('draft.invalid', message, first?.hint === undefined ? {} : { hint: first.hint });
};
