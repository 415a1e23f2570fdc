/** What an endpoint or an action says of the answers that the vendor gives. */
import { described, list, text, withExamples } from '../basics/shape.ts';

export const samples = () =>
  described(
    list(text({ minLength: 1 })),
    'Files with answers of the vendor (of an endpoint, or with the bare list of the records), under `fixtures/<pack>/`. `validate` holds the paths of expressions against them: one that no sample has is a warning.',
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
