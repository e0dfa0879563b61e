// The JSON Schemas for editors: the fields of presets and lessons, and `$schema` in a file.
import { expect, it } from 'vitest';
import { jsonSchema } from '../../../src/core/config/jsonSchema.js';
import { CONFIG_FIELDS, parsePreset } from '../../../src/core/config/presets.js';

it('a preset: each field with its words, unknown fields refused', () => {
  const schema = jsonSchema('preset') as {
    properties: Record<string, { description?: string }>;
    additionalProperties: boolean;
  };
  expect(Object.keys(schema.properties)).toEqual(['$schema', ...CONFIG_FIELDS]);
  for (const field of CONFIG_FIELDS) expect(schema.properties[field]?.description, field).toBeTruthy();
  expect(schema.additionalProperties).toBe(false);
  expect(JSON.stringify(schema.properties['width'])).toContain('"array"');
});

it('a lesson: its steps', () => {
  expect(Object.keys((jsonSchema('lesson') as { properties: object }).properties)).toEqual(
    expect.arrayContaining(['$schema', 'name', 'steps']),
  );
});

it('a preset may name its schema', () => {
  const text = (more: object): string => JSON.stringify({ depth: 3, ...more });
  expect(parsePreset(text({ $schema: './preset.schema.json' }), 'p')).toEqual(parsePreset(text({}), 'p'));
});
