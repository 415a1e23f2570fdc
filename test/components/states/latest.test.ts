import { describe, expect, test } from 'vitest';
import { answer, open } from './session.ts';

const end = { quarantined: 0 };

describe('token', () => {
  const state = '{ kind: token, of: !expr next }';

  test('is that of the last answer that has one', () => {
    const session = open(state);
    for (const next of ['a', 'b', undefined, ' ', false]) answer(session, { envelope: { next } });
    const ended = session.finish(end);
    expect(ended).toMatchObject({ state: { value: 'b' }, nothingNew: undefined });
    expect(open(state, ended.state).variables()).toBe('b');
  });

  test('stays where a run gives none, and where the source is read again', () => {
    const session = open(state, { kind: 'token', value: 'a' });
    answer(session, { envelope: { next: 'b' } });
    session.restart();
    answer(session, { envelope: {} });
    expect(session.finish(end).state).toEqual({ kind: 'token', value: 'a' });
  });

  test('may be an object, a list or a header, and may be set by a person', () => {
    const session = open(state);
    answer(session, { envelope: { next: { after: ['x', 1] } } });
    expect(open(state, session.finish(end).state).variables()).toEqual({ after: ['x', 1] });
    const byHeader = open("{ kind: token, of: !expr $header('X-Sync-Token') }");
    answer(byHeader, { headers: { 'x-sync-token': 't1' } });
    expect(byHeader.finish(end).state).toMatchObject({ value: 't1' });
    expect(open(state, 'by hand').variables()).toBe('by hand');
  });

  test('is refused where it is no token but half of an answer', () => {
    const session = open(state);
    expect(() => answer(session, { envelope: { next: 'x'.repeat(70_000) } })).toThrow(
      expect.objectContaining({ code: 'state.value' }),
    );
  });
});

describe('header', () => {
  const state = '{ kind: header, of: X-TAXII-Date-Added-Last }';

  test('is that of the last answer that has it, whatever its case', () => {
    const session = open(state);
    answer(session, { headers: { 'x-taxii-date-added-last': '2024-01-01T00:00:00.000001Z' } });
    answer(session, { headers: { 'x-taxii-date-added-last': '2024-01-02T00:00:00.000001Z' } });
    answer(session, {});
    const ended = session.finish(end);
    expect(open(state, ended.state).variables()).toBe('2024-01-02T00:00:00.000001Z');
  });

  test('stays where an empty answer has none', () => {
    const session = open(state, { kind: 'header', value: '2024-01-01' });
    answer(session, { envelope: {} });
    expect(session.finish(end).state).toEqual({ kind: 'header', value: '2024-01-01' });
  });
});
