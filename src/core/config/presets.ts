// From a preset's text to a configuration; every mistake becomes one line that says what, where and what is allowed.
import type { z } from 'zod';
import { configSchema, type Config } from './schema.js';
import { didYouMean } from './suggest.js';

/** All that is wrong with a configuration, a line each. */
export class ConfigError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigError';
  }
}

export const CONFIG_FIELDS = Object.keys(configSchema.shape);

/**
 * @param source what the errors name: a file, `command line`, ...
 * @throws ConfigError
 */
export function parsePreset(text: string, source: string): Config {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConfigError([`${source}: not valid JSON: ${jsonMistake(text, error)}`]);
  }
  return parseConfig(value, source);
}

/** @throws ConfigError */
export function parseConfig(value: unknown, source: string): Config {
  const result = configSchema.safeParse(value);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.flatMap((issue) => describe(issue, value, source)));
}

function describe(issue: z.core.$ZodIssue, root: unknown, source: string): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(
      (key) =>
        `${source}: unknown field ${shown(key)}${didYouMean(key, CONFIG_FIELDS)}; allowed: ${CONFIG_FIELDS.join(', ')}`,
    );
  const [field] = issue.path;
  const where = field === undefined ? source : `${source}: field ${issue.path.join('.')}`;
  const given = issue.path.reduce<unknown>((at, key) => (isRecord(at) ? at[String(key)] : undefined), root);
  const spelled =
    issue.code === 'invalid_value' && typeof given === 'string' ? didYouMean(given, issue.values.map(String)) : '';
  return [`${where}: ${shown(given)} is not allowed${spelled}; allowed: ${allowedFor(field, issue)}`];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A value as it stands in the file, cut to a readable length. */
function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly items?: JsonSchema;
}

function allowedFor(field: PropertyKey | undefined, issue: z.core.$ZodIssue): string {
  const schema = typeof field === 'string' ? ALLOWED[field] : undefined;
  return schema ?? (field === undefined ? 'an object with fields of a preset' : issue.message);
}

/** What each field takes, in words, from the schema itself. */
export const ALLOWED: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(
    (configSchema.toJSONSchema({ io: 'input' }) as { properties?: Record<string, JsonSchema> }).properties ?? {},
  ).map(([field, schema]) => [field, inWords(schema)]),
);

function inWords(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(inWords).join(' or ');
  if (schema.enum) return schema.enum.map(String).join(', ');
  if (schema.type === 'array') return `a list of: ${schema.items ? inWords(schema.items) : 'values'}`;
  if (schema.type === 'string')
    return schema.maxLength === undefined ? 'a text' : `a text of at most ${schema.maxLength} characters`;
  if (schema.type === 'null') return 'null';
  if (typeof schema.type === 'object') return schema.type.map((type) => inWords({ type })).join(' or ');
  if (schema.type !== 'number' && schema.type !== 'integer') return schema.type ?? 'a value';
  const noun = schema.type === 'integer' ? 'a whole number' : 'a number';
  const low =
    schema.minimum !== undefined ? ` from ${schema.minimum}` : ` above ${schema.exclusiveMinimum ?? '-infinity'}`;
  return schema.maximum === undefined
    ? `${noun}${low}`
    : `${noun}${low}${schema.minimum === undefined ? ', at most' : ' to'} ${schema.maximum}`;
}

/** Line and column of a JSON mistake, where the engine tells the position. */
function jsonMistake(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined) return message;
  const before = text.slice(0, Number(position)).split('\n');
  const reason = message.replace(/ in JSON at position.*$/, '').replace(/ at position.*$/, '');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${reason}`;
}
