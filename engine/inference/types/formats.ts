import { isIP } from 'node:net';

/** Forms of texts and numbers that are told by themselves. */
export const FORMATS = ['date', 'email', 'epoch', 'hash', 'ip', 'url', 'uuid'] as const;
export type Format = (typeof FORMATS)[number];

const isFormat: Readonly<Record<Format, (text: string) => boolean>> = {
  date: (text) => /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|UTC|[+-]\d\d:?\d\d)?)?$/.test(text),
  email: (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text),
  // Seconds, milliseconds or microseconds from 2001 on.
  epoch: (text) => /^[1-9]\d{9}(?:\d{3}){0,2}(?:\.\d+)?$/.test(text),
  hash: (text) => /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i.test(text),
  ip: (text) => isIP(text) !== 0,
  url: (text) => /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text),
  uuid: (text) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
};

/** The form of a text, or of a number as it is written; undefined: none that is known. */
export const formatOf = (text: string): Format | undefined =>
  text.length > 2048 ? undefined : FORMATS.find((format) => isFormat[format](text));
