// The table of settings, in the order of the flags' help.
import type { Config, ConfigField } from '../schema.js';
import { hasSkips } from '../layers.js';
import { ABOUT } from './about.js';
import { DATA_SETTINGS } from './data.js';
import { INSTRUMENT_SETTINGS } from './instruments.js';
import { NETWORK_SETTINGS } from './network.js';
import type { Setting, Steps } from './setting.js';
import { TRAINING_SETTINGS } from './training.js';

export const SETTINGS = {
  ...ABOUT,
  ...DATA_SETTINGS,
  ...NETWORK_SETTINGS,
  ...TRAINING_SETTINGS,
  ...INSTRUMENT_SETTINGS,
};
type Table = typeof SETTINGS;

export const settingOf = (field: ConfigField): Setting => SETTINGS[field];

/** Fields that keys step through, and fields that an axis of a map can be. */
export type SteppedField = { [F in keyof Table]: Table[F] extends { readonly steps: Steps } ? F : never }[keyof Table];
export type SweepField = { [F in keyof Table]: Table[F] extends { readonly sweep: string } ? F : never }[keyof Table];

export const SWEEP_FIELDS = (Object.keys(SETTINGS) as ConfigField[]).filter(
  (field): field is SweepField => settingOf(field).sweep !== undefined,
);

export const isSweepField = (name: unknown): name is SweepField => SWEEP_FIELDS.some((field) => field === name);

const holds = (config: Config, { field, is }: { readonly field: string; readonly is: readonly string[] }): boolean =>
  is.includes(String(config[field as ConfigField]));

/** Reasons that depend on more than the value of one other setting. */
const OTHER_REASONS: Partial<Readonly<Record<ConfigField, (config: Config) => string | null>>> = {
  residual: (config) => (config.residual === 0 || hasSkips(config) ? null : 'it joins no two layers of equal width'),
};

/** Why the setting has no effect in this configuration; null: it has one. */
export function idleReason(config: Config, field: ConfigField): string | null {
  const { reads } = settingOf(field);
  if (reads !== undefined && !holds(config, reads)) return `it is for ${reads.where}`;
  return OTHER_REASONS[field]?.(config) ?? null;
}

const isStepped = (field: string): field is SteppedField => settingOf(field as ConfigField)?.steps !== undefined;

/** The field whose keys lead to a value with which the keys of `field` work; null: no key does. */
export function keysThatHelp(config: Config, field: SteppedField): SteppedField | null {
  const only = settingOf(field).steps?.only;
  if (only === undefined || only.field === field || !isStepped(only.field)) return null;
  const steps = settingOf(only.field).steps;
  const leads = steps?.kind === 'ring' && steps.values.some((value) => only.is.includes(String(value)));
  return leads && keyReason(config, steps) === null ? only.field : null;
}

/** Why the field's keys do nothing in this configuration; null: they work. */
export function keyReason(config: Config, { only }: Steps): string | null {
  return only === undefined || holds(config, only) ? null : only.reason;
}
