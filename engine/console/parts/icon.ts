import { ui, type Piece } from '../base/ui.ts';

/** Strokes on a square of 24. */
const SHAPES = {
  feeds: 'M4 18a2 2 0 1 0 4 0a2 2 0 1 0-4 0M4 11a9 9 0 0 1 9 9M4 4a16 16 0 0 1 16 16',
  runs: 'M4 12h4l3-7 4 14 3-7h2',
  objects: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  quarantine: 'M12 4l9 16H3zM12 10v4M12 17v.5',
  definitions: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  actions: 'M13 3L5 14h6l-1 7 8-11h-6z',
  destinations: 'M4 12h12M11 6l6 6-6 6M20 5v14',
  audit: 'M5 4h14v16H5zM9 9h6M9 13h6M9 17h3',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  play: 'M8 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
  stop: 'M6 6h12v12H6z',
  hold: 'M12 3v9M8 6v7M16 6v7M5 11v3a7 7 0 0 0 14 0V9',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'M5 13l4 4L19 7',
  sun: 'M8 12a4 4 0 1 0 8 0a4 4 0 1 0-8 0M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5L19 19M5 19l1.5-1.5M17.5 6.5L19 5',
  moon: 'M20 14A8 8 0 1 1 10 4a7 7 0 0 0 10 10z',
  screen: 'M3 5h18v11H3zM9 20h6M12 16v4',
  help: 'M9 9a3 3 0 1 1 4 3c-.7.4-1 1-1 2M12 17v.5M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0',
  out: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  file: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
} as const;

export type IconName = keyof typeof SHAPES;

export const icon = (name: IconName): Piece =>
  ui`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${SHAPES[name]} /></svg>`;
