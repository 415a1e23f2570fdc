import { describe, expect, test } from 'vitest';
import type { Paginator } from '../../engine/components/paginators/paginator.ts';
import { componentContract } from './component-contract.ts';
import { load, packWith } from './pack-with.ts';

/** What every paginator owes, whatever its kind. */
export function paginatorContract(name: string, paginator: Paginator): void {
  describe(name, () => {
    componentContract(name, paginator, (example) => ({ endpoint: example }));

    test('has the guards and rules that all have', () => {
      const { properties } = paginator.options.schema as { properties: Record<string, unknown> };
      expect(Object.keys(properties)).toEqual(expect.arrayContaining(['max_pages', 'repeated_page', 'stop_when']));
    });

    test('takes these options as a definition writes them', () => {
      const use = packWith({ endpoint: paginator.example }).endpoints.get('items')?.paginate;
      expect(use?.kind).toBe(name);
    });

    test('refuses an option that it does not have', () => {
      const { diagnostics } = load({ endpoint: paginator.example.replace(/ \}$/, ', no_such_option: 1 }') });
      expect(diagnostics.map(({ code }) => code)).toContain('definition.unknown-key');
    });
  });
}
