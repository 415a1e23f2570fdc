import { EngineError } from '../../../language/errors.ts';

export const malformedXml = (what: string, line: number, hint?: string): EngineError =>
  new EngineError('decode.malformed-xml', `The XML text is malformed on line ${line}: ${what}.`, { hint });
