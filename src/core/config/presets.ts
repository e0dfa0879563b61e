// From a preset's text to a configuration; every mistake becomes one line that says what, where and what is allowed.
import type { z } from 'zod';
import { cleanStrings } from '../text/sanitize.js';
import { withoutLists } from './layers.js';
import { configSchema, type Config, type ConfigField } from './schema.js';
import { jsonMistake } from './jsonMistake.js';
import { didYouMean, shown, unknownFields } from './suggest.js';
import { messageOf, UserError } from '../userError.js';

export const CONFIG_FIELDS = Object.keys(configSchema.shape);

/**
 * @param source what the errors name: a file, `command line`, ...
 * @throws UserError
 */
export function parsePreset(text: string, source: string): Config {
  const json = text.replace(/^\ufeff/, '');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    if (/^\s*\{\s*"type"\s*:/.test(json)) throw new UserError(`${source}: expected a preset, got a run log`);
    const why = jsonMistake(json) ?? messageOf(error).split('\n')[0];
    throw new UserError(`${source}: not valid JSON: ${why}`, { cause: error });
  }
  return parseConfig(cleaned(withoutSchemaName(value)), source);
}

/** Drops `$schema`, which is for editors. */
function withoutSchemaName(value: unknown): unknown {
  if (!isRecord(value) || Array.isArray(value) || !('$schema' in value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([field]) => field !== '$schema'));
}

/** Cleans the strings of a preset, except paths. */
function cleaned(value: unknown): unknown {
  if (!isRecord(value) || !('data' in value)) return cleanStrings(value);
  const { data } = value;
  return { ...cleanStrings(value), data };
}

export const isAllowed = (field: ConfigField, value: unknown): boolean =>
  configSchema.shape[field].safeParse(value).success;

/** @throws UserError */
export function parseConfig(value: unknown, source: string): Config {
  const result = configSchema.safeParse(
    isRecord(value) && !Array.isArray(value) ? withoutLists(value, isAllowed) : value,
  );
  if (result.success) return result.data;
  throw new UserError(result.error.issues.flatMap((issue) => describe(issue, value, source)));
}

function describe(issue: z.core.$ZodIssue, root: unknown, source: string): string[] {
  if (issue.code === 'unrecognized_keys') return [`${source}: ${unknownFields(issue.keys, CONFIG_FIELDS)}`];
  const [field] = issue.path;
  const where = field === undefined ? source : `${source}: field ${issue.path.join('.')}`;
  const given = issue.path.reduce<unknown>((at, key) => (isRecord(at) ? at[String(key)] : undefined), root);
  const spelled =
    issue.code === 'invalid_value' && typeof given === 'string' ? didYouMean(given, issue.values.map(String)) : '';
  return [`${where}: ${shown(given)} is not allowed${spelled}; allowed: ${allowedFor(field, issue)}`];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: JsonSchema;
}

function allowedFor(field: PropertyKey | undefined, issue: z.core.$ZodIssue): string {
  const schema = typeof field === 'string' ? allowedIn(field) : undefined;
  return schema ?? (field === undefined ? 'an object with fields of a preset' : issue.message);
}

let allowed: Readonly<Record<string, string>> | null = null;

/** The allowed values of a field in words, from the schema. Computed on first use, since most runs never need it. */
export function allowedIn(field: string): string | undefined {
  allowed ??= Object.fromEntries(
    Object.entries(
      (configSchema.toJSONSchema({ io: 'input' }) as { properties?: Record<string, JsonSchema> }).properties ?? {},
    ).map(([name, schema]) => [name, inWords(schema)]),
  );
  return allowed[field];
}

function inWords(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(inWords).join(' or ');
  if (schema.enum) return schema.enum.map(String).join(', ');
  if (schema.type === 'array') return `a list of: ${schema.items ? inWords(schema.items) : 'values'}`;
  if (schema.type === 'string') {
    if (schema.maxLength === undefined) return 'a string';
    const low = schema.minLength === undefined ? 'at most' : `${schema.minLength} to`;
    return `a string of ${low} ${schema.maxLength} characters`;
  }
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
