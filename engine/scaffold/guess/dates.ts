import { parseTime } from '../../expression/formats/parse-time.ts';
import { lastName, type Column } from '../sample/columns.ts';

const DATE_NAME =
  /(time|date|seen|created|updated|modified|published|added|expir\w*|until|valid_?from|discovered|online|(?:^|_)at|_on|_ts|timestamp)$|^(first|last|date|time|expir)/i;

/** Whether nine of ten of its values are times that the engine reads; bare numbers only under a name that says so. */
export const isDate = (column: Column): boolean => {
  const { values } = column;
  if (column.shape !== 'scalar' || values.length === 0) return false;
  const named = DATE_NAME.test(lastName(column));
  const fine = values.filter((text) => {
    if (/^\d+(?:\.\d+)?$/.test(text))
      return named && /^\d{10}(?:\d{3}){0,2}(?:\.\d+)?$/.test(text) && parseTime(text) !== undefined;
    return text.length <= 64 && parseTime(text) !== undefined;
  });
  return fine.length >= values.length * 0.9;
};

/** From the surest to the vaguest sign that a time is when something was made known. */
const PUBLISHED = [
  /^pub/i,
  /publish/i,
  /first_?(seen|observed|reported)|valid_?from/i,
  /added|submi|dateadd|notif|discover/i,
  /creat/i,
  /first/i,
  /^[@_]?(date|time|timestamp)$/i,
  /report|detect|observ|^seen$/i,
];

const EXPIRES = /^(?:valid_?(?:until|to|till)|\w{0,20}expir\w{0,20}|end_?(?:date|time|of_validity)|until)$/i;

/** The time at which it ends among the columns that are dates. */
export const expiresOf = (dates: readonly Column[]): Column | undefined => dates.find((column) => EXPIRES.test(lastName(column)));

/** The time of publication among the columns that are dates. */
export const publishedOf = (dates: readonly Column[]): Column | undefined => {
  for (const pattern of PUBLISHED) {
    const found = dates.find((column) => pattern.test(lastName(column)));
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The time of the last change among the columns that are dates. */
export const changedOf = (dates: readonly Column[]): Column | undefined =>
  dates.find((column) => /modif|updat|change/i.test(lastName(column)));
