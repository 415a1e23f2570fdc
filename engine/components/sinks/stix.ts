import { choice, described, object, text, type Infer } from '../../language/basics/shape.ts';
import type { FileSink } from './sink.ts';

/** What every way of writing STIX may be told. */
export const stixOptions = {
  producer: described(
    text({ minLength: 1, maxLength: 200 }),
    'Who hands the objects on: an identity, whose name goes into the ids, so that no two producers make the same.',
    'Feedwright',
  ),
  profile: described(
    choice('strict', 'opencti'),
    '`strict`: ids as the standard asks; `opencti`: ids and some properties as OpenCTI derives them.',
    'strict',
  ),
  tlp_version: described(
    choice(1, 2),
    'Which markings of the traffic light protocol are written: more readers know those of TLP 1.',
    1,
  ),
  indicators: described(
    choice('indicator', 'observable', 'both'),
    'What an indicator becomes: a pattern, the observable that it matches, or both with a relationship.',
    'indicator',
  ),
};

const options = object({}, stixOptions);

export type StixSinkOptions = Infer<typeof options>;

/** One bundle, an object a line. */
export const stix: FileSink<StixSinkOptions> = {
  name: 'stix',
  summary: 'A bundle of STIX 2.1.',
  options,
  example: '{ kind: stix, path: out/bundle.json, only: { type: indicator }, profile: opencti }',
  reach: 'file',
  extension: '.json',
  async *write(batches, given, { table, refuse, isPart = false }) {
    // The registry is read by commands that write no STIX.
    const { stixMapper, mapperOptions } = await import('./stix/mapper.ts');
    const { stixBundle } = await import('./stix/bundle.ts');
    const map = stixMapper(mapperOptions(given), table('stix'));
    yield* stixBundle(batches, (one) => map(one, isPart), refuse);
  },
};
