import { isMissing, present, textArgument, wrongArgument, type DefinitionFunction } from '../functions/function.ts';
import { functions } from '../functions/registry.ts';

const textHelper = (
  name: string,
  summary: string,
  example: readonly [string, string],
  change: (text: string) => string,
): DefinitionFunction => ({
  name,
  summary,
  signature: { args: [{ name: 'text', type: 'text', docs: 'A text.' }], result: 'text' },
  examples: [{ call: example[0], result: example[1] }],
  call(value) {
    const text = textArgument(name, value);
    return text === undefined ? undefined : change(text);
  },
});

const join: DefinitionFunction = {
  name: 'join',
  summary: 'The values of a list in one text; missing and blank ones are left out.',
  signature: {
    args: [
      { name: 'list', type: 'list', docs: 'A list of texts, numbers and booleans.' },
      { name: 'separator', type: 'text', docs: 'What stands between two values.' },
    ],
    result: 'text',
  },
  examples: [{ call: "{{join (values 'a;b') ', '}}", result: 'a, b' }],
  call(list, separator) {
    const between = textArgument('join', separator);
    if (isMissing(list) || between === undefined) return undefined;
    const texts = [...present([list])].map((value) => {
      if (typeof value === 'object') throw wrongArgument('join', 'a list of plain values', value);
      return String(value);
    });
    return texts.join(between);
  },
};

/** JSONata has its own for these; a template hasn't. */
const own = [
  join,
  textHelper('lower', 'The text in lower case.', ["{{lower 'A'}}", 'a'], (text) => text.toLowerCase()),
  textHelper('trim', 'The text without the blanks at its ends.', ["{{trim ' a  b '}}", 'a  b'], (text) => text.trim()),
  textHelper('upper', 'The text in upper case.', ["{{upper 'a'}}", 'A'], (text) => text.toUpperCase()),
];

/** What a template may call: the functions of the registry, and four that change a text. */
export const templateHelpers: Readonly<Record<string, DefinitionFunction>> = Object.freeze(
  Object.fromEntries(
    [...Object.values(functions).filter(({ supplied }) => supplied === undefined), ...own]
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((helper) => [helper.name, helper]),
  ),
);
