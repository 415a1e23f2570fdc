import type { FeedView, RunAsked } from '../../../serve/contract/feeds.ts';
import { ask, begin, note, ui, type Piece } from '../../base.ts';
import { button } from '../../parts.ts';

const run = async (asked: RunAsked): Promise<void> => {
  await begin('POST /api/feed/run', { body: asked });
};

/** What can be done with a feed. With `isWhole` in words, as on its own page. */
export const feedActs = ({ name, state, hold, schedule }: FeedView, isWhole = false): Piece => {
  const isPaused = state === 'paused';
  const isUnderWay = state === 'running' || state === 'waiting';
  const about = isWhole ? {} : { about: name };
  return ui`<div class="acts">
    ${button('Run now', { ...(isWhole ? { kind: 'main' } : {}), ...about, icon: 'play', role: 'operator', disabled: isUnderWay }, () => run({ name }))}
    ${button('Run and look', { ...about, icon: 'eye', isSquare: !isWhole, role: 'operator', disabled: isUnderWay }, () => run({ name, look: true }))}
    ${
      schedule &&
      button(
        isPaused ? 'Resume' : 'Pause',
        { ...about, icon: isPaused ? 'play' : 'pause', isSquare: !isWhole, role: 'operator' },
        async () => {
          await ask('POST /api/feed/pause', { body: { name, paused: !isPaused } });
          note('good', isPaused ? `${name} runs by its schedule again.` : `${name} is paused: no turn runs until it is resumed.`);
        },
      )
    }
    ${button('Hold', { ...about, icon: 'hold', isSquare: !isWhole, role: 'operator', pressed: hold }, async () => {
      await ask('POST /api/feed/hold', { body: { name, hold: !hold } });
      note('good', hold ? `What ${name} brings is applied again.` : `What ${name} brings is kept, and not applied.`);
    })}
  </div>`;
};
