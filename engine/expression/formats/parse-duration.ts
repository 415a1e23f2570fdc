const DURATION = /^(-)?P(?:(\d{1,6})W|(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,10})(?:\.(\d{1,3}))?S)?)?)$/;

/**
 * Milliseconds of an ISO 8601 duration such as `P30D`, `PT5M`, `-P1W`, or undefined. Months and years have no fixed length
 * and are none.
 */
export function parseDuration(text: string): number | undefined {
  const parts = DURATION.exec(text);
  if (parts === null || /[PT]$/.test(text)) return undefined;
  const count = (index: number): number => Number(parts[index] ?? 0);
  const hours = (count(2) * 7 + count(3)) * 24 + count(4);
  const seconds = (hours * 60 + count(5)) * 60 + count(6);
  const ms = seconds * 1000 + Number((parts[7] ?? '').padEnd(3, '0'));
  return parts[1] === '-' ? 0 - ms : ms;
}
