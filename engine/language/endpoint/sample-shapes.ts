/** What an endpoint or an action says of the answers that the vendor gives. */
import { anyOf, described, integer, list, object, text, withExamples, type Shape } from '../basics/shape.ts';

export const statusCode = () => integer({ minimum: 100, maximum: 599 });

/** The body of answers with a status. */
export interface RawStatusSample {
  readonly status: number | readonly number[];
  readonly file: string;
}
export type RawSample = string | RawStatusSample;

const file = () => text({ minLength: 1 });

const ofStatus = (): Shape<RawStatusSample> =>
  object(
    {
      status: described(
        anyOf(statusCode(), list(statusCode(), { minItems: 1 })),
        'The HTTP status or statuses of answers with this body.',
      ),
      file: described(file(), 'The file with the body; outside 2xx it is read as JSON, as the body of an error is.'),
    },
    {},
  );

export const samples = () =>
  withExamples(
    described(
      list<RawSample>(anyOf(file(), ofStatus())),
      'Files with whole answers of the vendor, under `fixtures/<pack>/`; one with a `status` is the body of answers with that status. `validate` holds the paths of expressions against them: one that no sample has is a warning.',
    ),
    ['cases-1.json', { status: 401, file: 'error-401.json' }],
  );

export const errorSamples = () =>
  withExamples(
    described(
      list(ofStatus()),
      "Bodies that any endpoint or action may be answered with, by status: what outcomes are checked against. The files lie under `fixtures/<pack>/`; those of a connection with a file of its own under `fixtures/` and that file's folder within the definitions.",
    ),
    [{ status: 401, file: 'error-401.json' }],
  );

export const stepSamples = (of: string) =>
  described(
    list(file()),
    `Files with answers of ${of}, as \`samples\` of an endpoint: what expressions over them are checked against.`,
  );

export const schema = () =>
  withExamples(
    described(
      file(),
      "A file with a JSON Schema of the answer's body, under `fixtures/<pack>/`: what it knows is known beside what the samples show, and the values of its `enum`s are all that there are.",
    ),
    'cases.schema.json',
  );

export const optional = () =>
  withExamples(
    described(
      list(text({ minLength: 1 })),
      'What the vendor sends although no sample has it: full paths from a record, or from the document around the records; lists are not counted, and a name that holds a dot stands between backticks. Only these very members are known by it.',
    ),
    ['evidence.imageFile.sha256'],
  );

/** Those that are texts: what is none has been reported. */
export const textsIn = (raw: readonly string[] | undefined): readonly string[] => raw?.filter((one) => one !== undefined) ?? [];
