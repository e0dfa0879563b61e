// All bindings by section: the dashboard, a lesson, the overlays, and the sweep map. A key may mean one thing in each of them.
import { KEYMAP } from '../app/keymap.js';
import { LESSON_KEYS } from '../app/lessonKeys.js';
import { LIST_KEYS } from '../app/listKeys.js';
import { MAP_KEYS } from '../sweep/exploreKeys.js';
import type { Keyed } from './binding.js';

interface KeySection {
  readonly about: string;
  readonly bindings: readonly Keyed[];
}

export const KEY_SECTIONS: Readonly<Record<string, KeySection>> = {
  dashboard: { about: 'the dashboard, also of a replay and of a watched log', bindings: KEYMAP },
  lesson: { about: 'a lesson, before the keys of the dashboard', bindings: LESSON_KEYS },
  list: { about: 'overlays: help, presets, receipt', bindings: LIST_KEYS },
  map: { about: 'the sweep map', bindings: MAP_KEYS },
};
export const SECTION_NAMES = Object.keys(KEY_SECTIONS);
