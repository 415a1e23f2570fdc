import { join } from 'node:path';
import { readSampleAnswer, type AnswerParts, type SampleAnswer } from '../../api/try/sample-answer.ts';
import { readSampleFile } from '../../api/try/read-sample-file.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Endpoint, Pack } from '../../language/model.ts';

/** The records of one sample of an endpoint, and what stands around them. */
export type SampleRecords = Pick<SampleAnswer, 'records' | 'envelope'>;

/** The samples of each endpoint as a run reads them. One that can't be read shows nothing here: `validate` tells it. */
export const readSamples = async (pack: Pack, parts: AnswerParts): Promise<ReadonlyMap<string, readonly SampleRecords[]>> => {
  const all = new Map<string, readonly SampleRecords[]>();
  for (const [name, endpoint] of pack.endpoints) all.set(name, await ofEndpoint(endpoint, parts));
  return all;
};

const ofEndpoint = async (endpoint: Endpoint, parts: AnswerParts): Promise<readonly SampleRecords[]> => {
  if (endpoint.records.kind === 'bytes') return [];
  const found: SampleRecords[] = [];
  for (const { file, folder, status } of endpoint.samples) {
    if (status !== undefined) continue;
    try {
      const { records, envelope } = await readSampleAnswer(
        readSampleFile(parts.world, join(folder, file), 'a sample'),
        { ...endpoint, paginate: undefined },
        parts,
      );
      found.push({ records, envelope });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }
  return found;
};
