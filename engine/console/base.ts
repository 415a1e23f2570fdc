/** What pages know of the server, the reader and the time. */
export { ask, failureOf, may, me, recognize, signedIn, type Failure } from './base/api.ts';
export { listen, lostSince, useAnswer, useEvents, type Answer } from './base/live.ts';
export { attempt, begin, dismiss, note, notes } from './base/notes.ts';
export { go, location, path, refine, to } from './base/place.ts';
export { nextTheme, theme } from './base/theme.ts';
export { names, ui, type Piece } from './base/ui.ts';
export { count, dotted, local, many, now, plain, size, span, tick, utc, zone } from './base/words.ts';
export { signal, useSignal } from '@preact/signals';
export { h } from 'preact';
export { useEffect, useRef } from 'preact/hooks';
