// Keys of overlays: lists, texts that scroll, and fields. In a field, characters are text and `esc` always closes.
import type { Keyed } from '../keys/binding.js';
import { keyTable } from '../keys/changes.js';

export const LIST_KEYS = [
  { id: 'up', keys: ['up'], label: 'up by a line' },
  { id: 'down', keys: ['down'], label: 'down by a line' },
  { id: 'page-up', keys: ['pageup'], label: 'up by a page' },
  { id: 'page-down', keys: ['pagedown'], label: 'down by a page' },
  { id: 'first', keys: ['home'], label: 'to the first line' },
  { id: 'last', keys: ['end'], label: 'to the last line' },
  { id: 'choose', keys: ['enter'], label: 'take the chosen line; close a text' },
  { id: 'mark', keys: ['space'], label: 'mark a preset; down by a page in a text' },
  { id: 'turn', keys: ['tab', 'shift-tab', 'left', 'right'], label: 'from the keys to the words and back' },
  { id: 'find', keys: ['/'], label: 'from the keys to the palette' },
  { id: 'close', keys: ['esc', 'q'], label: 'close', wayOut: true },
] as const satisfies readonly Keyed[];

export type ListKeyId = (typeof LIST_KEYS)[number]['id'];
interface ListKey extends Keyed {
  readonly id: ListKeyId;
}

/** The keys of overlays with the user's keys. */
export const listKeys = keyTable<ListKey>('list', LIST_KEYS);
