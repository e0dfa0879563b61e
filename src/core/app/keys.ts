// From a key to its effect: the lesson comes first, then the open overlay, then the keymap.
import { bindingOf, dashboardKeys, type Binding } from './keymap.js';
import { lessonKey, lessonTakes, stayInLesson } from './lesson.js';
import { withControl } from './logged.js';
import { EVERYWHERE, openerOf, overlayClosed, overlayKey } from './overlays.js';
import type { PaletteEntry } from './palette.js';
import { perform } from './perform.js';
import { say, unchanged, withUi } from './runs.js';
import type { AppState, Updated } from './state.js';

/** The effect of a key: of the lesson, of the open overlay, or of the dashboard. */
export function onKey(before: AppState, key: string): Updated {
  const state = stayInLesson(before, key);
  if (lessonTakes(state, key)) return lessonKey(state, key);
  if (waits(state))
    return WHILE_WAITING.has(bindingOf(state, key)?.id ?? '') ? onBinding(state, key) : unchanged(state);
  const { overlay } = state.ui;
  if (overlay !== null) {
    const handled = overlayKey(state, overlay, key);
    if (handled === null) return unchanged(state);
    if (handled === 'leave') return onBinding(withUi(state, overlayClosed), key);
    if (handled !== 'pass' && handled.type === 'chosen') return run(withUi(state, overlayClosed), handled.entry);
    if (handled !== 'pass') {
      const updated = perform(state, handled);
      return handled.type === 'ui' ? updated : withControl(state, updated, openerOf(state, overlay));
    }
  }
  return onBinding(state, key);
}

/** What works on a screen that shows only what `watch` waits for: anything else would act unseen. */
const WHILE_WAITING: ReadonlySet<string> = new Set([...EVERYWHERE, 'quit']);
const waits = ({ watched, order }: AppState): boolean => watched && order.length === 0;

function onBinding(state: AppState, key: string): Updated {
  const binding = bindingOf(state, key);
  return binding === undefined ? unchanged(state) : runBinding(state, binding, key);
}

function runBinding(state: AppState, binding: Binding, key: string): Updated {
  const reason = binding.disabled(state);
  if (reason !== null) return unchanged(reason === '' ? state : say(state, reason, 'warning'));
  const intent = binding.action(state);
  const updated = perform(state, intent.type === 'focusRun' ? { ...intent, slot: binding.keys.indexOf(key) } : intent);
  return withControl(state, updated, binding.id);
}

/** Runs an entry of the palette. */
function run(state: AppState, { does, disabled }: PaletteEntry): Updated {
  if (does.type === 'lesson') return lessonTakes(state, does.key) ? lessonKey(state, does.key) : unchanged(state);
  if (does.type === 'binding') {
    const binding = dashboardKeys(state.keys).all.find(({ id }) => id === does.id);
    return binding === undefined ? unchanged(state) : runBinding(state, binding, '');
  }
  if (disabled !== null) return unchanged(say(state, disabled, 'warning'));
  const updated = perform(state, does.intent);
  return does.intent.type === 'ui' ? updated : withControl(state, updated, openerOf(state, 'palette'));
}
