// JSON Schemas of presets and lessons, for editors that complete and check them.
import { z } from 'zod';
import { lessonSchema } from '../lesson/schema.js';
import { configSchema, type ConfigField } from './schema.js';
import { settingOf } from './settings/index.js';

export const SCHEMA_NAMES = ['preset', 'lesson'] as const;
export type SchemaName = (typeof SCHEMA_NAMES)[number];

type Json = Record<string, unknown>;
interface Schema extends Json {
  readonly properties: Record<string, Json>;
}

/** Fields for which a preset also takes a list, one value a layer. */
const LISTED = ['width', 'activation'] as const;

export function jsonSchema(name: SchemaName): Json {
  const zod = name === 'preset' ? configSchema : lessonSchema;
  const schema = z.toJSONSchema(zod, { io: 'input', unrepresentable: 'any' }) as Schema;
  const properties = name === 'preset' ? withDocs(schema.properties) : schema.properties;
  // The file may name its schema.
  return { ...schema, title: `gradtop ${name}`, properties: { $schema: { type: 'string' }, ...properties } };
}

function withDocs(properties: Record<string, Json>): Record<string, Json> {
  const described = Object.entries(properties).map(([field, property]) => {
    const { doc, detail } = settingOf(field as ConfigField);
    const own = { ...property, description: detail === undefined ? doc : `${doc}; ${detail}` };
    if (!LISTED.some((listed) => listed === field)) return [field, own];
    const { description, default: usual, ...one } = own as Json;
    const list = { type: 'array', minItems: 1, items: one };
    return [field, { description, default: usual, anyOf: [one, list, { type: 'string', pattern: ',' }] }];
  });
  return Object.fromEntries(described) as Record<string, Json>;
}
