import { object, type Infer } from '../../../language/basics/shape.ts';
import { encoding } from '../bytes/encodings.ts';

/** Of every decoder that reads JSON. */
export const jsonOptions = object({}, { encoding });

export type JsonOptions = Infer<typeof jsonOptions>;
