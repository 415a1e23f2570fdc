import { silentWorld } from '../../../engine/proof/testing/run-file.ts';
import { makeGuides } from '../../../engine/guide/make-guides.ts';
import type { Guide } from '../../../engine/guide/model/guide.ts';
import { definitions } from '../../definition-runs.ts';

const world = silentWorld(definitions, new AbortController().signal);

/** The guide of a pack that ships. */
export const shippedGuide = async (pack: string): Promise<Guide> => {
  const [made] = await makeGuides(world, { names: [pack], format: 'json', definitions, config: false });
  return JSON.parse(made?.text ?? '') as Guide;
};
