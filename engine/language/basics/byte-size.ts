const units: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

/** Source of the pattern for the schema that editors read. */
export const byteSizePattern = '^\\d+(\\.\\d+)?\\s?([KMGT]i?)?B$|^\\d+$';

/** Bytes of a count or of a text such as `64 MiB` or `1.5 GB`; undefined where it is neither. */
export const parseBytes = (size: string | number): number | undefined => {
  if (typeof size === 'number') return Number.isSafeInteger(size) && size >= 0 ? size : undefined;
  const match = /^(\d{1,15}(?:\.\d{1,6})?)\s?([a-z]*)$/i.exec(size.trim());
  const factor = match === null ? undefined : units[(match[2] || 'B').toUpperCase()];
  if (match === null || factor === undefined) return undefined;
  const bytes = Math.round(Number(match[1]) * factor);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
};
