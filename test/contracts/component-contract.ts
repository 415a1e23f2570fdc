import { expect, test } from 'vitest';
import type { Component } from '../../engine/components/component.ts';
import type { JsonSchema } from '../../engine/language/basics/shape.ts';
import { editorErrors, load } from './pack-with.ts';
import type { packText } from './pack-with.ts';

/** What a component with options owes to the schema, the reference and `--help`. */
export function componentContract(
  key: string,
  component: Component<unknown>,
  parts: (example: string) => Parameters<typeof packText>[0],
): void {
  test('is registered under its own name', () => {
    expect(component.name).toBe(key);
  });

  test('says in one sentence what it is for', () => {
    expect(component.summary).toMatch(/^[A-Z].{20,}\.$/);
  });

  test('describes every option', () => {
    const { properties, additionalProperties } = component.options.schema as {
      properties: Record<string, JsonSchema>;
      additionalProperties: unknown;
    };
    expect(additionalProperties).toBe(false);
    expect(
      Object.entries(properties)
        .filter(([, option]) => !/^.{15,}\.$/s.test(String(option['description'] ?? '')))
        .map(([name]) => name),
    ).toEqual([]);
  });

  test('has an example that the loader and the published schema take', () => {
    expect(load(parts(component.example)).diagnostics).toEqual([]);
    expect(editorErrors(parts(component.example))).toEqual([]);
  });
}
