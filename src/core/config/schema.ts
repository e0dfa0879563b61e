// The configuration of one run: one flat record. Its schema and its types derive from the table of settings.
import { z } from 'zod';
import type { LossName, OutputActivationName } from './names.js';
import { ABOUT } from './settings/about.js';
import { DATA_SETTINGS } from './settings/data.js';
import { INSTRUMENT_SETTINGS } from './settings/instruments.js';
import { NETWORK_SETTINGS } from './settings/network.js';
import { TRAINING_SETTINGS } from './settings/training.js';

type Schemas<T extends Readonly<Record<string, { readonly schema: z.ZodDefault }>>> = {
  -readonly [F in keyof T]: T[F]['schema'];
};
const schemasOf = <T extends Readonly<Record<string, { readonly schema: z.ZodDefault }>>>(records: T): Schemas<T> =>
  Object.fromEntries(Object.entries(records).map(([field, { schema }]) => [field, schema])) as Schemas<T>;

/** Unknown fields are refused. */
export const configSchema = z.strictObject({
  ...schemasOf(ABOUT),
  ...schemasOf(DATA_SETTINGS),
  ...schemasOf(NETWORK_SETTINGS),
  ...schemasOf(TRAINING_SETTINGS),
  ...schemasOf(INSTRUMENT_SETTINGS),
});

/** A complete configuration, `auto` still allowed where the data decide. */
export type Config = z.output<typeof configSchema>;
/** The contents of a preset file. */
export type PresetFile = z.input<typeof configSchema>;
export type ConfigField = keyof Config;

/** Whether the field affects training; `name`, `teaches` and `provokes` do not. */
export const isSetting = (field: string): boolean => !Object.hasOwn(ABOUT, field);

/** A change of configuration: what a key, a remedy or a twin applies. */
export type ConfigChange = Partial<Omit<Config, keyof typeof ABOUT>>;

/** `Config` once the data are known: nothing is `auto` any more. */
export interface ResolvedConfig extends Omit<Config, 'outputActivation' | 'loss'> {
  readonly outputActivation: OutputActivationName;
  readonly loss: LossName;
}
