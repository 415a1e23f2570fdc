import { saysNothing, type ScalarType, type Type } from '../../inference/types/type.ts';

const scalarText = (name: string, { format }: ScalarType): string => (format === undefined ? name : `${name} (${format})`);

/** A type in a few words: `text (ip) or null`, `list of objects`. */
export const typeText = (type: Type): string => {
  const { unknown, boolean, number, text, list, object } = type;
  const parts = [
    ...(text === undefined ? [] : [scalarText('text', text)]),
    ...(number === undefined ? [] : [scalarText('number', number)]),
    ...(boolean === undefined ? [] : ['boolean']),
    ...(object === undefined ? [] : ['object']),
    ...(list === undefined ? [] : [saysNothing(list) ? 'list' : `list of ${typeText(list)}`]),
    ...(type.null === true ? ['null'] : []),
    ...(type.blank === true && text === undefined ? ['blank text'] : []),
    ...(unknown === true ? ['anything'] : []),
  ];
  return parts.length === 0 ? 'not known' : parts.join(' or ');
};

/** As code in Markdown, whatever it holds. */
export const asCode = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

/** Values that samples show, as an expression would write them. */
export const examplesOf = ({ text, number, boolean, list }: Type): readonly string[] => [
  ...(text?.examples ?? []).map((one) => JSON.stringify(one)),
  ...(number?.examples ?? []),
  ...(boolean === true ? ['true', 'false'] : []),
  ...(list === undefined ? [] : examplesOf(list)),
];
