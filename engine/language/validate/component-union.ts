import type { JsonSchema } from '../basics/shape.ts';
import type { ComponentInfo } from '../basics/vocabulary.ts';

type Components = Readonly<Record<string, ComponentInfo>>;

const members = (
  schema: JsonSchema,
): { readonly properties: Readonly<Record<string, JsonSchema>>; readonly required: readonly string[] } => ({
  properties: (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>,
  required: (schema['required'] ?? []) as readonly string[],
});

/** `{ kind: name, …options }`, told apart by `kind`. */
export const describedComponent = (components: Components, description: string): JsonSchema => {
  const kinds = Object.keys(components).sort();
  if (kinds.length === 0) return { type: 'object', description, properties: { kind: { type: 'string' } }, required: ['kind'] };
  return {
    type: 'object',
    description,
    properties: { kind: { enum: kinds, description: 'Which component.' } },
    required: ['kind'],
    discriminator: { propertyName: 'kind' },
    oneOf: kinds.map((kind) => {
      const info = components[kind] as ComponentInfo;
      const { properties, required } = members(info.options.schema);
      return {
        type: 'object',
        title: kind,
        description: info.summary,
        examples: [info.example],
        properties: { kind: { const: kind, description: info.summary }, ...properties },
        required: ['kind', ...required],
        additionalProperties: false,
      };
    }),
  };
};

/** `name`, `name?` (only where the bytes say so), or a map of one name and its options. */
export const decodeUnion = (decoders: Components): JsonSchema => {
  const all = Object.keys(decoders).sort();
  const sniffing = all.filter((name) => decoders[name]?.stage !== 'records').map((name) => `${name}?`);
  const optionsOf = (name: string): JsonSchema => ({
    ...decoders[name]?.options.schema,
    description: decoders[name]?.summary ?? '',
  });
  return {
    description: 'One step of decoding: a name, `name?` to use it only where the bytes say so, or `{ name: options }`.',
    anyOf: [
      { enum: [...all, ...sniffing] },
      {
        type: 'object',
        properties: Object.fromEntries([
          ...all.map((name) => [name, optionsOf(name)]),
          ...sniffing.map((name) => [name, optionsOf(name.slice(0, -1))]),
        ]),
        minProperties: 1,
        maxProperties: 1,
        additionalProperties: false,
      },
    ],
  };
};
