// What a setting is: one record a field of the configuration. Schema, flags, help, keys, sweeps and words derive from it.
import { z } from 'zod';

export interface Setting {
  /** With a default, so that a preset states only what makes it special. */
  readonly schema: z.ZodDefault;
  /** For the help: a few words. */
  readonly doc: string;
  /** For the reference: what the few words leave open. */
  readonly detail?: string;
  /** What the flag alone, without a value, means. */
  readonly bare?: string;
  /** Other words that the flag takes. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Where it counts; absent: everywhere. */
  readonly reads?: Reads;
  /** What its keys do; absent: it has no keys. */
  readonly steps?: Steps;
  /** As the axis of a map, by whole numbers or by any. */
  readonly sweep?: 'whole' | 'real';
  /** In the one line that describes a network; null: nothing to say. */
  readonly clause?: (value: never) => string | null;
}

/** A setting counts where another one has one of these values. Data, not a function: types of the configuration derive from it. */
export interface Reads {
  readonly field: string;
  readonly is: readonly string[];
  /** In words: what the setting is for. */
  readonly where: string;
}

export type Steps = (
  | { readonly kind: 'ring'; readonly values: readonly (string | number | null)[] }
  /** Rising values with two ends. */
  | { readonly kind: 'ladder'; readonly values: readonly number[] }
  /** 0 .. size - 1, and round again. */
  | { readonly kind: 'wrap'; readonly size: number }
) & {
  /** The keys work there alone. */
  readonly only?: { readonly field: string; readonly is: readonly string[]; readonly reason: string };
};

export const positive = z.number().positive();
export const integer = (low: number, high: number) => z.number().int().min(low).max(high);

const withinNull = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodNullable ? schema.unwrap() : schema;
const inner = ({ schema }: Setting): z.core.$ZodType => schema.unwrap();

/** The names that a setting chooses from; null: it is no choice of names. */
export function namesOf(setting: Setting): readonly string[] | null {
  const schema = inner(setting);
  return schema instanceof z.ZodEnum ? schema.options.map(String) : null;
}
export const isNumber = (setting: Setting): boolean => withinNull(inner(setting)) instanceof z.ZodNumber;
export const isNullable = (setting: Setting): boolean => inner(setting) instanceof z.ZodNullable;

/** A number in a sentence. */
export const compact = (value: number): string => String(Number(value.toPrecision(6)));
