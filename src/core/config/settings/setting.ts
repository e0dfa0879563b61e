// A setting: one record per field of the configuration. Schema, flags, help, keys, sweeps and texts derive from it.
import { z } from 'zod';

export interface Setting {
  /** Has a default, so a preset holds only the fields that differ. */
  readonly schema: z.ZodDefault;
  /** A few words for the help. */
  readonly doc: string;
  /** Details for the reference. */
  readonly detail?: string;
  /** The value of the flag if it is given without a value. */
  readonly bare?: string;
  /** Other accepted words. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** A string such as a column name: `none` is taken literally, and only an empty string means null. */
  readonly literal?: true;
  /** The word for null; `none` if absent. */
  readonly absent?: string;
  /** Where the setting applies; absent means everywhere. */
  readonly reads?: Reads;
  /** The values that its keys step through; absent means no keys. */
  readonly steps?: Steps;
  /** Whether it can be an axis of a map, with integers or real numbers. */
  readonly sweep?: 'whole' | 'real';
  /** The setting that holds a list of values for the layers, and the one that this list belongs to (it has no flag of its own). */
  readonly list?: string;
  readonly listOf?: string;
  /** Its part in the one-line description of a network; null for none. */
  readonly clause?: (value: never) => string | null;
}

/** The setting applies if another one has one of these values. Data and not a function, because types derive from it. */
export interface Reads {
  readonly field: string;
  readonly is: readonly string[];
  /** The condition in words. */
  readonly where: string;
}

export type Steps = (
  | { readonly kind: 'ring'; readonly values: readonly (string | number | null)[] }
  /** Ascending values with two ends. */
  | { readonly kind: 'ladder'; readonly values: readonly number[] }
  /** 0 .. size - 1, wrapping around. */
  | { readonly kind: 'wrap'; readonly size: number }
) & {
  /** The condition under which the keys work. */
  readonly only?: { readonly field: string; readonly is: readonly string[]; readonly reason: string };
};

export const positive = z.number().positive();
export const integer = (low: number, high: number) => z.number().int().min(low).max(high);

/** Values for the layers as text, `64,32,16`, so that configurations compare by value; null: all layers alike. */
export const listOf = (entry: z.ZodType) =>
  z
    .string()
    .max(1000)
    .refine((text) =>
      text.split(',').every((one) => entry.safeParse(entry instanceof z.ZodNumber ? Number(one) : one).success),
    )
    .nullable()
    .default(null);

const withinNull = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodNullable ? schema.unwrap() : schema;
const inner = ({ schema }: Setting): z.core.$ZodType => schema.unwrap();

/** The names of a choice; null for other settings. */
export function namesOf(setting: Setting): readonly string[] | null {
  const schema = inner(setting);
  return schema instanceof z.ZodEnum ? schema.options.map(String) : null;
}
export const isNumber = (setting: Setting): boolean => withinNull(inner(setting)) instanceof z.ZodNumber;
export const isNullable = (setting: Setting): boolean => inner(setting) instanceof z.ZodNullable;

/** The word for null, as typed and as shown. */
export const wordForNull = ({ literal, absent = 'none' }: Setting): string => (literal === true ? '' : absent);

/** A number inside a sentence. */
export const compact = (value: number): string => String(Number(value.toPrecision(6)));
