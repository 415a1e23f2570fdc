import { count } from '../../api/wording/units.ts';
import { harmless } from './text.ts';

/** `another type 16, TLP 2`: what was left out or refused, by the reason. */
export const reasons = (all: Readonly<Record<string, number>>): string =>
  Object.entries(all)
    .map(([reason, times]) => `${harmless(reason)} ${count(times)}`)
    .join(', ');
