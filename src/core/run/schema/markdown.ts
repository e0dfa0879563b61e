// The schema as the tables of docs/run-log.md.
import { EVENTS } from './events.js';
import type { Field, Fields } from './kinds.js';

/** A heading and a table for each event. */
export const schemaMarkdown = (): string =>
  Object.entries(EVENTS)
    .map(([type, { when, fields }]) => `### \`${type}\`: ${when}\n\n${HEAD}${rows(fields, '').join('')}`)
    .join('\n');

const HEAD = '| field | value | if missing | meaning |\n|---|---|---|---|\n';

function rows(fields: Fields, path: string): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const { kind, unit, doc } = field;
    const value = unit ? `${kind.noun}, ${unit}` : kind.noun;
    const row = `| \`${path}${name}\` | ${cell(value)} | ${missing(field)} | ${cell(doc)} |\n`;
    const inside = kind.noun.startsWith('a list') ? `${path}${name}[].` : `${path}${name}.`;
    return kind.fields === undefined ? [row] : [row, ...rows(kind.fields, inside)];
  });
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function missing({ presence, fallback }: Field): string {
  if (fallback === undefined) return presence === 'needed' ? 'error' : '';
  // A fallback that looks at the other fields is explained in words.
  return fallback.length > 0 ? 'see right' : `\`${JSON.stringify(fallback({}))}\``;
}
