// Generates the tables of docs/writing-lessons.md and docs/tapes.md. `UPDATE_DOCS=1 npx vitest run tests/docs` writes them.
import { jsonSchema } from '../src/core/config/jsonSchema.js';
import { configSchema } from '../src/core/config/schema.js';
import { RULE_NAMES } from '../src/core/diagnosis/ruleNames.js';
import { MEASURES, MEASURE_NAMES } from '../src/core/lesson/measures.js';
import type { Measure } from '../src/core/lesson/measure.js';
import { TAPE_COMMANDS } from '../src/core/tape/commands.js';
import { PANEL_NAMES } from '../src/ui/panels/index.js';
import { table } from './markdown.js';

export interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly default?: string | boolean;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

const LESSON = jsonSchema('lesson') as Node;
const STEP = LESSON.properties?.['steps']?.items ?? {};
const QUESTION = STEP.properties?.['question'] ?? {};
const OPTION = QUESTION.properties?.['options']?.items ?? {};

/** The mappings of a lesson, by the name of their table. */
export const LESSON_NODES: Readonly<Record<string, Node>> = {
  lesson: LESSON,
  step: STEP,
  question: QUESTION,
  option: OPTION,
};

/** Texts that the schema cannot supply. */
const WORDS: Readonly<Record<string, string>> = {
  preset: 'a [preset](reference/presets.md)',
  change: 'fields of a [preset](reference/flags.md), in `camelCase`',
  panel: PANEL_NAMES.map((name) => `\`${name}\``).join(', '),
};
/** Enumerations that have a page of their own. */
const NAMED = [
  { names: MEASURE_NAMES, words: 'a [measure](#measures)' },
  { names: RULE_NAMES, words: 'a [rule](reference/rules.md)' },
];

function allowed(node: Node): string {
  if (node.const !== undefined) return `\`${node.const}\``;
  if (node.anyOf !== undefined) return node.anyOf.map(allowed).join(', ');
  if (node.enum !== undefined)
    return NAMED.find(({ names }) => names.join() === node.enum?.join())?.words ?? node.enum.join(', ');
  const between = (low: number | undefined, high: number | undefined, unit: string): string =>
    high === undefined ? '' : `, ${low ?? 0} to ${high} ${unit}`;
  switch (node.type) {
    case 'string':
      if (node.pattern !== undefined) return 'lower-case letters, digits and dashes';
      return `string${between(node.minLength, node.maxLength, 'characters')}`;
    case 'array':
      return `list${between(node.minItems, node.maxItems, 'entries')}`;
    case 'integer':
      return `whole number from ${String(node.minimum)}`;
    case 'number':
      return `number above ${String(node.exclusiveMinimum)}, at most ${String(node.maximum)}`;
    case 'boolean':
      return '`true`, `false`';
    default:
      return inBraces(node.properties ?? {});
  }
}

/** `{ epoch: whole number from 1 }`; larger mappings have a table of their own. */
function inBraces(properties: Readonly<Record<string, Node>>): string {
  const fields = Object.entries(properties);
  return fields.length === 1 ? fields.map(([name, node]) => `\`${name}:\` ${allowed(node)}`).join() : 'mapping';
}

const fieldTable = ({ properties = {}, required = [] }: Node): string =>
  table(
    ['field', 'meaning', 'allowed', 'default'],
    Object.entries(properties)
      .filter(([name]) => name !== '$schema')
      .map(([name, node]) => [
        `\`${name}\``,
        node.description ?? '',
        WORDS[name] ?? allowed(node),
        required.includes(name) ? 'required' : node.default === undefined ? '' : `\`${String(node.default)}\``,
      ]),
  );

const measureTable = (): string =>
  table(
    ['measure', 'choices', 'shown by', 'needs'],
    Object.entries<Measure>(MEASURES).map(([name, { choices, panel, where, needs, needsSteps }]) => [
      `\`${name}\``,
      choices(configSchema.parse({ depth: 3 })).join(' / '),
      `${panel}: ${where}`,
      [needs?.(configSchema.parse({ depth: 0 })) ?? [], needsSteps === true ? 'an epoch' : []].flat().join('; '),
    ]),
  );

const tapeTable = (): string =>
  table(
    ['command', 'what it does'],
    Object.values<readonly (readonly [string, string])[]>(TAPE_COMMANDS)
      .flat()
      .map(([form, meaning]) => [`\`${form}\``, meaning]),
  );

/** Tables by the name in the page's comment. */
export const FORMAT_TABLES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(LESSON_NODES).map(([name, node]) => [name, fieldTable(node)])),
  measures: measureTable(),
  tape: tapeTable(),
};
