import type { FormatInfo } from '../../language/basics/vocabulary.ts';
import { ecsFormat } from './elasticsearch/format.ts';
import { mispFormat } from './misp/format.ts';
import { stixFormat } from './stix/format.ts';
import { threatqFormat } from './threatq/format.ts';

/** The formats that a table says how objects are written in. */
export const formats: Readonly<Record<string, FormatInfo>> = {
  ecs: ecsFormat,
  misp: mispFormat,
  stix: stixFormat,
  threatq: threatqFormat,
};
