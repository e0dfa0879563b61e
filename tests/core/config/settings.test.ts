// The table of settings: every record is complete and true about other fields.
import { describe, expect, it } from 'vitest';
import { stepSetting } from '../../../src/core/app/ladders.js';
import { ACTIVATIONS, ACTIVATION_NAMES, ACTIVATION_RING } from '../../../src/core/config/activations.js';
import { DATASET_NAMES, datasetRecord } from '../../../src/core/config/datasets.js';
import { CONFIG_FIELDS, parseConfig } from '../../../src/core/config/presets.js';
import { isSetting, type Config, type ConfigField } from '../../../src/core/config/schema.js';
import { SETTINGS, settingOf, SWEEP_FIELDS, type SteppedField } from '../../../src/core/config/settings/index.js';
import { isNumber, namesOf, type Setting } from '../../../src/core/config/settings/setting.js';
import { KEYMAP } from '../../../src/core/app/keymap.js';
import { Dash } from '../app/helpers.js';

const fields = Object.keys(SETTINGS) as ConfigField[];
const defaults = parseConfig({}, 'test');
const accepts = (field: ConfigField, value: unknown): boolean => settingOf(field).schema.safeParse(value).success;

it('lists the fields of the schema in their order', () => {
  expect(fields).toEqual(CONFIG_FIELDS);
  expect(Object.keys(defaults)).toEqual(fields);
});

describe.each(fields)('the record of %s', (field) => {
  const setting = settingOf(field);

  it('is complete', () => {
    expect(field).toMatch(/^[a-z]+\d?([A-Z][a-z]+)*$/);
    expect(setting.doc.length).toBeGreaterThan(5);
    expect(setting.doc).not.toBe(field);
    expect(accepts(field, undefined)).toBe(true);
    if (setting.bare !== undefined)
      expect(accepts(field, isNumber(setting) ? Number(setting.bare) : setting.bare)).toBe(true);
    for (const meant of Object.values(setting.aliases ?? {})) expect(accepts(field, meant)).toBe(true);
    if (setting.sweep !== undefined) expect(isNumber(setting)).toBe(true);
    if (setting.clause !== undefined) expect(setting.clause(defaults[field] as never)).toBeNull();
  });

  it('names existing fields and values of other settings', () => {
    for (const condition of [setting.reads, setting.steps?.only]) {
      if (condition === undefined) continue;
      expect(fields).toContain(condition.field);
      expect(condition.is.length).toBeGreaterThan(0);
      for (const value of condition.is) expect(accepts(condition.field as ConfigField, value)).toBe(true);
    }
  });
});

const stepped = fields.filter((field): field is SteppedField => settingOf(field).steps !== undefined);

describe.each(stepped)('the keys of %s', (field) => {
  const setting: Setting = settingOf(field);
  const bindings = KEYMAP.filter(({ action }) => {
    const intent = action(new Dash().state);
    return intent.type === 'setting' && intent.setting === field;
  });

  it('have a binding', () => {
    expect(bindings.length).toBeGreaterThan(0);
  });

  it('reach only allowed values, and every name of a choice', () => {
    const seen = new Set<unknown>();
    const only = setting.steps?.only;
    let config: Config = only === undefined ? defaults : { ...defaults, [only.field]: only.is[0] };
    for (let i = 0; i < 60; i += 1) {
      const result = stepSetting(config, field, 1);
      if (!('change' in result)) break;
      config = parseConfig({ ...config, ...result.change }, 'a key');
      seen.add(config[field]);
    }
    expect(seen.size).toBeGreaterThan(1);
    // The keys of a setting that is their own condition reach the values under which they work.
    const names = only?.field === field ? only.is : namesOf(setting);
    if (names !== null) expect([...seen].sort()).toEqual([...names].sort());
  });
});

it('every sweepable field is a setting', () => {
  expect(SWEEP_FIELDS.length).toBeGreaterThan(5);
  expect(SWEEP_FIELDS.filter((field) => !isSetting(field))).toEqual([]);
});

it('each activation stands once on the ring of its key', () => {
  expect([...ACTIVATION_RING].sort()).toEqual([...ACTIVATION_NAMES].sort());
  expect(ACTIVATION_RING[0]).toBe('sigmoid');
  expect(new Set(ACTIVATION_NAMES.map((name) => ACTIVATIONS[name].place)).size).toBe(ACTIVATION_NAMES.length);
});

it.each(DATASET_NAMES)('describes the data set %s, and its settings say that it reads them', (name) => {
  const { doc, reads, draw, collection } = datasetRecord(name);
  expect(doc.length).toBeGreaterThan(5);
  for (const field of ['classes', 'sequenceLength', 'data', 'target', 'rows'] as const)
    expect(settingOf(field).reads?.is.includes(name)).toBe(reads.some((one) => one === field));
  expect(settingOf('samples').reads?.is.includes(name)).toBe(draw !== null && collection === undefined);
});
