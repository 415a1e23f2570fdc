const pattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;
/** Source of the pattern for the schema that editors read. */
export const durationPattern = '^P(?=\\d|T\\d)(\\d+W)?(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+(\\.\\d{1,3})?S)?)?$';

const second = 1000;
const [minute, hour, day] = [60 * second, 3600 * second, 86_400 * second];

/** Milliseconds of an ISO 8601 duration (weeks, days, hours, minutes, seconds); undefined where it is none. Months and years have no fixed length. */
export const parseDuration = (text: string): number | undefined => {
  const match = text.length <= 64 ? pattern.exec(text) : null;
  if (match === null || text.endsWith('P') || text.endsWith('T')) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const total = Math.round(weeks * 7 * day + days * day + hours * hour + minutes * minute + seconds * second);
  return Number.isSafeInteger(total) ? total : undefined;
};

/** The shortest ISO 8601 duration of so many milliseconds, e.g. `P30D`, `PT5M`. */
export const formatDuration = (ms: number): string => {
  if (ms === 0) return 'PT0S';
  const days = Math.floor(ms / day);
  const time = ms - days * day;
  const [hours, minutes, seconds] = [Math.floor(time / hour), Math.floor((time % hour) / minute), (time % minute) / second];
  const clock = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  return `P${days ? `${days}D` : ''}${clock ? `T${clock}` : ''}`;
};
