import { EngineError } from '../../../language/basics/errors.ts';

export const malformedXml = (what: string, line: number, hint?: string): EngineError =>
  new EngineError('decode.malformed-xml', `The XML text is malformed on line ${line}: ${what}.`, { hint });

/** How many lines end before this offset. */
export const lineBreaks = (text: string, before: number): number => {
  let breaks = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < before; at = text.indexOf('\n', at + 1)) breaks++;
  return breaks;
};
