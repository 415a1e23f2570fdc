/**
 * The parts of the SARIF 2.1.0 schema (OASIS, `sarif-schema-2.1.0.json`) that an output of ours has: the same members, required ones and
 * bounds. Written after it, since no package carries it; members of the standard that we do not write are left out, so that one written by
 * mistake is found.
 */
const text = { type: 'string' };
const level = { enum: ['none', 'note', 'warning', 'error'] };

const object = (required: readonly string[], properties: object): object => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const multiformat = object(['text'], { text, markdown: text });

const rule = object(['id'], {
  id: text,
  shortDescription: multiformat,
  help: multiformat,
  defaultConfiguration: object([], { level }),
});

const region = object(['startLine'], {
  startLine: { type: 'integer', minimum: 1 },
  startColumn: { type: 'integer', minimum: 1 },
});

const result = object(['message'], {
  ruleId: text,
  ruleIndex: { type: 'integer', minimum: -1 },
  level,
  message: object(['text'], { text }),
  locations: {
    type: 'array',
    items: object([], {
      physicalLocation: object(['artifactLocation'], {
        artifactLocation: object([], { uri: { type: 'string', format: 'uri-reference' } }),
        region,
      }),
    }),
  },
  partialFingerprints: { type: 'object', additionalProperties: text },
});

export const sarifSubset = object(['version', 'runs'], {
  $schema: { type: 'string', format: 'uri' },
  version: { const: '2.1.0' },
  runs: {
    type: 'array',
    items: object(['tool'], {
      tool: object(['driver'], {
        driver: object(['name'], {
          name: text,
          semanticVersion: text,
          rules: { type: 'array', uniqueItems: true, items: rule },
        }),
      }),
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      results: { type: 'array', items: result },
    }),
  },
});
