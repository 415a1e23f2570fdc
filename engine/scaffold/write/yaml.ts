/** Words that stand for something in YAML or JSONata where they have no quotes. */
const WORDS = /^(?:true|false|null|yes|no|on|off|y|n|and|or|in|function|nan|inf)$/i;

/** A text as a YAML scalar: bare only where no parser can take it for anything else. */
export const scalar = (text: string): string =>
  /^[A-Za-z](?:[\w ./-]*[\w./-])?$/.test(text) && !WORDS.test(text) ? text : quoted(text);

/** JSON's strings are YAML's; what JSON leaves bare though YAML can't print it is escaped too. */
export const quoted = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** An expression with its tag. */
export const expression = (text: string): string =>
  `!expr ${/^\$?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?:\([A-Za-z_][\w.]*\))?$/.test(text) ? text : quoted(text)}`;

/** A JSONata path to a member, whatever its names are. */
export const jsonataPath = (path: readonly string[]): string => {
  const [first = '', ...rest] = path;
  const start = first.includes('`') ? `$lookup($, ${jsonataText(first)})` : step(first);
  return rest.reduce((at, name) => (name.includes('`') ? `$lookup(${at}, ${jsonataText(name)})` : `${at}.${step(name)}`), start);
};

const step = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) && !WORDS.test(name) ? name : `\`${name}\``);

/** A text within an expression. */
export const jsonataWord = (text: string): string => (/^[\w .:|/-]*$/.test(text) ? `'${text}'` : jsonataText(text));

const jsonataText = (text: string): string => JSON.stringify(text.toWellFormed());

/** A remark on a line of its own; what comes from outside can't end it. */
export const remark = (text: string): string => `# ${text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 220)}`;

/** Names in remarks of one line each, as many as are needed. */
export const remarks = (start: string, names: readonly string[]): readonly string[] => {
  const lines: string[] = [];
  let line = start;
  for (const [index, name] of names.entries()) {
    const next = `${name.length > 80 ? `${name.slice(0, 79)}…` : name}${index < names.length - 1 ? ',' : '.'}`;
    if (line.length + next.length > 140) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${next}`;
  }
  return names.length === 0 ? [] : [...lines, line].map(remark);
};

/** Text that can be taken out of a remark and stands as it is: what lies outside of ASCII is in quotes and is escaped. */
export const snippet = (text: string): string =>
  `#   ${text.replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)}`;

/** A value in flow style. */
export const flow = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${(value as readonly unknown[]).map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([name, one]) => `${scalar(name)}: ${flow(one)}`)
    .join(', ')} }`;
};

/** A map of plain texts in flow style, without quotes where none are needed. */
export const flowTable = (table: Readonly<Record<string, string>>): string =>
  `{ ${Object.entries(table)
    .map(([name, one]) => `${scalar(name)}: ${scalar(one)}`)
    .join(', ')} }`;

export const indent = (by: number, lines: readonly string[]): readonly string[] => lines.map((line) => ' '.repeat(by) + line);
