/** Moments with six decimals, as TAXII 2.1 writes them (section 2), in microseconds since epoch. */

const FORM = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/i;

export const writeMoment = (moment: number): string => {
  const ms = Math.floor(moment / 1000);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(moment - ms * 1000).padStart(3, '0')}Z`;
};

/** Undefined where it is none. */
export const readMoment = (text: string): number | undefined => {
  const [, date, time, fraction = '', zone] = FORM.exec(text) ?? [];
  const ms = Date.parse(`${date}T${time}${zone?.toUpperCase()}`);
  return Number.isNaN(ms) ? undefined : ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
};
