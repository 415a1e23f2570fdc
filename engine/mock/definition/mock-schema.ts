import { editorSchema } from '../../language/definition-schema.ts';
import type { JsonSchema } from '../../language/basics/shape.ts';
import { mockShape } from './mock-shape.ts';

/** The schema that editors complete and check a `mock.yaml` with. */
export const mockSchema = (): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'mock.schema.json',
  title: 'Feedwright mock',
  ...editorSchema(mockShape.schema),
});
