// Changes of a configuration in words, for messages, captions and receipts.
import { isSetting, type Config, type ConfigChange, type ConfigField } from '../config/schema.js';
import { settingOf } from '../config/settings/index.js';
import { wordForNull } from '../config/settings/setting.js';
import { formatSetting } from '../format.js';

/** A field's name in words: `learning rate`. */
export const fieldInWords = (field: ConfigField): string =>
  field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const valueInWords = (field: ConfigField, value: string | number | null | undefined): string =>
  value === null && isSetting(field) ? wordForNull(settingOf(field)) || 'none' : formatSetting(value);

/** `activation: sigmoid → relu, depth: 7 → 3`; only the differences, empty if there are none. */
export function changeInWords(before: Config, change: ConfigChange): string {
  return changedFields(before, change)
    .map(
      (field) =>
        `${fieldInWords(field)}: ${valueInWords(field, before[field] as never)} → ${valueInWords(field, valueOf(change, field))}`,
    )
    .join(', ');
}

/** `activation relu, depth 3`: a suggestion without the old values. */
export function suggestionInWords(change: ConfigChange): string {
  return (Object.keys(change) as (keyof ConfigChange)[])
    .map((field) => `${fieldInWords(field)} ${valueInWords(field, valueOf(change, field))}`)
    .join(', ');
}

/** Fields of `change` whose value differs. */
export function changedFields(before: Config, change: ConfigChange): (keyof ConfigChange)[] {
  return (Object.keys(change) as (keyof ConfigChange)[]).filter((field) => change[field] !== before[field]);
}

/** The change from one configuration to the other, without name and texts. */
export function changeBetween(before: Config, after: Config): ConfigChange {
  const fields = changedFields(before, after).filter(isSetting);
  return Object.fromEntries(fields.map((field) => [field, after[field]]));
}

const valueOf = (change: ConfigChange, field: keyof ConfigChange): string | number | null | undefined => change[field];
