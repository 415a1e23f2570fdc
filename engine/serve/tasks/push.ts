import { pushTo, type PushRow } from '../../api/outputs/push/push.ts';
import { askedOf, withTexts } from './asked.ts';
import type { Common, TaskWorld } from './task.ts';

export interface PushInput extends Common {
  readonly name: string;
  readonly all?: boolean | undefined;
  readonly refused?: boolean | undefined;
}

/** Brings a destination up to date. */
export const pushTask = (world: TaskWorld, input: PushInput): Promise<PushRow> =>
  withTexts(input, () => pushTo(world, { ...askedOf(input), all: input.all, refused: input.refused }, input.name));
