// JSON Schema of the user's keys, for editors that complete and check them.
import { NAMED_KEYS } from './names.js';
import { KEY_SECTIONS } from './sections.js';

type Json = Record<string, unknown>;

const KEY: Json = {
  anyOf: [{ enum: NAMED_KEYS }, { type: 'string', pattern: '^\\S$' }, { type: 'integer', minimum: 0, maximum: 9 }],
};

export function keysSchema(): Json {
  const sections = Object.entries(KEY_SECTIONS).map(([section, { about, bindings }]) => {
    const properties = bindings.map(({ id, label, keys, wayOut, numbered }) => {
      const list = {
        type: 'array',
        items: KEY,
        uniqueItems: true,
        ...(wayOut === true ? { minItems: 1 } : {}),
        ...(numbered === true ? { maxItems: keys.length } : {}),
      };
      return [id, { description: label, default: keys, anyOf: [KEY, list] }] as const;
    });
    return [
      section,
      { description: about, type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) },
    ] as const;
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'gradtop keys',
    type: 'object',
    additionalProperties: false,
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(sections) },
  };
}
