import type { World } from '../../../engine/api/world.ts';
import { makeGuides } from '../../../engine/guide/make-guides.ts';
import type { Guide } from '../../../engine/guide/model/guide.ts';
import { definitions } from '../../definition-runs.ts';

const world: World = {
  cwd: definitions,
  env: {},
  signal: new AbortController().signal,
  now: () => 0,
  ticks: () => 0,
  redact: (text) => text,
  note: () => undefined,
  warn: () => undefined,
  protect: () => undefined,
};

/** The guide of a pack that ships. */
export const shippedGuide = async (pack: string): Promise<Guide> => {
  const [made] = await makeGuides(world, { names: [pack], format: 'json', definitions, config: false });
  return JSON.parse(made?.text ?? '') as Guide;
};
