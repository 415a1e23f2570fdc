import { describeValue } from '../../formats/describe-value.ts';
import { isBlank, refusal, type DefinitionFunction } from '../function.ts';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

export const num: DefinitionFunction = {
  name: 'num',
  summary: 'A number, or a text that is a number, as a number; missing for a blank text, an error for any other.',
  note: 'Read as a number',
  signature: {
    args: [{ name: 'value', type: 'any', docs: 'A number, or a decimal text such as ` 70 ` or `-1.5e3`.' }],
    result: 'number',
  },
  examples: [{ call: `$num(' 70 ')`, result: 70 }, { call: `$num('')` }],
  call(value) {
    if (typeof value === 'number') return value;
    if (isBlank(value)) return undefined;
    const number = typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : NaN;
    // A whole number that a JSON number can't hold would come back as another one.
    const isExact = Number.isFinite(number) && (Number.isSafeInteger(number) || !/^\s*[+-]?\d+\s*$/.test(String(value)));
    if (isExact) return number;
    throw refusal(
      'not-a-number',
      `$num needs a number and was given ${describeValue(value)}.`,
      'Integers beyond 2^53 and numbers beyond 1.8e308 stay text.',
    );
  },
};
