// A change of configuration in words, the same in messages, captions and receipts.
import { isSetting, type Config, type ConfigChange, type ConfigField } from '../config/schema.js';
import { formatSetting } from '../format.js';

/** A field's name for people: `learning rate`. */
export const fieldInWords = (field: ConfigField): string =>
  field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** `activation: sigmoid → relu, depth: 7 → 3`; only what differs. Empty if nothing does. */
export function changeInWords(before: Config, change: ConfigChange): string {
  return changedFields(before, change)
    .map(
      (field) =>
        `${fieldInWords(field)}: ${formatSetting(before[field] as never)} → ${formatSetting(valueOf(change, field))}`,
    )
    .join(', ');
}

/** `activation relu, depth 3`: a suggestion without what was before. */
export function suggestionInWords(change: ConfigChange): string {
  return (Object.keys(change) as (keyof ConfigChange)[])
    .map((field) => `${fieldInWords(field)} ${formatSetting(valueOf(change, field))}`)
    .join(', ');
}

/** Fields of `change` whose value is another than before. */
export function changedFields(before: Config, change: ConfigChange): (keyof ConfigChange)[] {
  return (Object.keys(change) as (keyof ConfigChange)[]).filter((field) => change[field] !== before[field]);
}

/** What leads from one configuration to the other; its name and texts aside. */
export function changeBetween(before: Config, after: Config): ConfigChange {
  const fields = changedFields(before, after).filter(isSetting);
  return Object.fromEntries(fields.map((field) => [field, after[field]]));
}

const valueOf = (change: ConfigChange, field: keyof ConfigChange): string | number | null | undefined => change[field];
