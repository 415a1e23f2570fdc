import { describe, expect, test } from 'vitest';
import type { StateContext, StateKind } from '../../engine/components/states/state.ts';
import { componentContract } from './component-contract.ts';
import { load, packWith } from './pack-with.ts';

/** What every kind of state owes, whatever it keeps. */
export function stateContract(name: string, kind: StateKind): void {
  describe(name, () => {
    componentContract(name, kind, (example) => ({ feed: example }));

    const use = packWith({ feed: kind.example }).feeds.get('items')?.state;
    const open = (more: Partial<StateContext> = {}) => {
      if (use === undefined) throw new Error('no state');
      return kind.open(use.options, {
        previous: undefined,
        now: 0,
        fingerprint: 'f',
        oneWindow: true,
        place: use.place,
        ...more,
      });
    };

    test('takes these options as a definition writes them', () => {
      expect(use?.kind).toBe(name);
    });

    test('refuses an option that it does not have', () => {
      const { diagnostics } = load({ feed: kind.example.replace(/ \}$/, ', no_such_option: 1 }') });
      expect(diagnostics.map(({ code }) => code)).toContain('definition.unknown-key');
    });

    test('shows no `$state` on the first run, and asks for nothing in particular', () => {
      expect(open().variables()).toBeUndefined();
      expect(open().headers()).toEqual({});
    });

    test('takes what another kind left for nothing', () => {
      const session = open({ previous: { kind: 'another', value: 'x', etag: '"x"', for: 'f' } });
      expect(session.variables()).toBeUndefined();
      expect(session.headers()).toEqual({});
    });

    test('keeps what it had where a run brought nothing, and gives JSON', () => {
      const answer = { status: 200, header: () => undefined, evaluate: () => undefined };
      const first = open();
      first.onAnswer(answer);
      const { state } = first.finish({ quarantined: 0 });
      const second = open({ previous: state });
      second.onAnswer(answer);
      expect(second.finish({ quarantined: 0 })).toMatchObject({ state, notes: {} });
      expect(JSON.parse(JSON.stringify(state ?? null))).toEqual(state ?? null);
    });
  });
}
