/** The same record with other numbers, or with another text where it has none: what it is about stays as far as that can be told. */
export const changedRecord = (record: unknown): unknown => {
  if (typeof record === 'string') return changedLine(record);
  const counted = withNumbers(record);
  return JSON.stringify(counted) === JSON.stringify(record) ? withText(record) : counted;
};

/** The last number of a line that is no part of a word. */
const changedLine = (line: string): string =>
  line.replace(/(?<![\w.:-])(\d{1,9})(?![\w.:-])(?=[^\d]*$)/, (_, digits: string) => String(Number(digits) + 1));

const withNumbers = (value: unknown): unknown => {
  if (typeof value === 'number') return value + 1;
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withNumbers(one)]));
};

/** The longest text has one more word. */
const withText = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const [longest] = texts.toSorted(([, a], [, b]) => b.length - a.length);
  return longest === undefined ? value : { ...value, [longest[0]]: `${longest[1]} changed` };
};
