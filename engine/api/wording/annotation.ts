const escapedMessage = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapedProperty = (text: string): string => escapedMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** A line that GitHub's workflows show beside the file; of `where` what is undefined is left out. */
export const annotation = (
  kind: 'error' | 'warning',
  where: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string => {
  const properties = Object.entries(where).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapedProperty(String(value))}`],
  );
  return `::${kind} ${properties.join(',')}::${escapedMessage(message)}`;
};
