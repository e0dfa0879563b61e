// docs/ tell the truth: the tables of the run log are those of its schema.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemaMarkdown } from '../../src/core/run/schema/markdown.js';

const FIELDS = /(<!-- fields:[^>]*-->\n)[\s\S]*?(<!-- \/fields -->)/;

describe('docs/run-log.md', () => {
  it('has the tables of the schema', () => {
    const file = new URL('../../docs/run-log.md', import.meta.url);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(FIELDS);
    const wanted = text.replace(FIELDS, (_, open: string, close: string) => `${open}\n${schemaMarkdown()}\n${close}`);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, wanted);
    expect(readFileSync(file, 'utf8')).toBe(wanted);
  });
});
