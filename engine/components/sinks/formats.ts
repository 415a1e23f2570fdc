import type { FormatInfo } from '../../language/basics/vocabulary.ts';
import { stixFormat } from './stix/format.ts';

/** The formats that a table says how objects are written in. */
export const formats: Readonly<Record<string, FormatInfo>> = { stix: stixFormat };
