import { isMissing, present, textArgument, wrongArgument, type DefinitionFunction } from '../function.ts';

export const attribute: DefinitionFunction = {
  name: 'attribute',
  summary: "The value of an object's attribute by its name; a list where it has several, missing where it has none.",
  signature: {
    args: [
      {
        name: 'object',
        type: 'object',
        docs: 'An object of the store, such as `$object`: its `attributes` are a list of `{name, value}`.',
      },
      { name: 'name', type: 'text', docs: "The attribute's name, exactly." },
    ],
    result: 'any',
  },
  examples: [
    { call: `$attribute({"attributes": [{"name": "Case ID", "value": "C1"}]}, 'Case ID')`, result: 'C1' },
    { call: `$attribute({"attributes": []}, 'Case ID')` },
  ],
  call(object, name) {
    const wanted = textArgument('attribute', name);
    if (isMissing(object) || wanted === undefined) return undefined;
    if (typeof object !== 'object' || Array.isArray(object)) throw wrongArgument('attribute', 'an object', object);
    const values: unknown[] = [];
    for (const entry of present([(object as { attributes?: unknown }).attributes])) {
      const { name: found, value } = entry as { name?: unknown; value?: unknown };
      if (found === wanted && !isMissing(value)) values.push(value);
    }
    return values.length < 2 ? values[0] : values;
  },
};
