// Hands a key to the lesson, the open overlay or the binding of the keymap.
import { bindingOf } from './keymap.js';
import { lessonKey, lessonTakes, stayInLesson } from './lesson.js';
import { withControl } from './logged.js';
import { openerOf, overlayClosed, overlayKey } from './overlays.js';
import { perform } from './perform.js';
import { say, unchanged, withUi } from './runs.js';
import type { AppState, Updated } from './state.js';

export function onKey(before: AppState, key: string): Updated {
  const state = stayInLesson(before, key);
  if (lessonTakes(state, key)) return lessonKey(state, key);
  const { overlay } = state.ui;
  if (overlay !== null) {
    const handled = overlayKey(state, overlay, key);
    if (handled === null) return unchanged(state);
    if (handled !== 'pass') {
      const updated = perform(state, handled);
      return handled.type === 'ui' ? updated : withControl(state, updated, openerOf(state, overlay));
    }
    if (key === 'x' || key === 'X') return onBinding(withUi(state, overlayClosed), key);
  }
  return onBinding(state, key);
}

function onBinding(state: AppState, key: string): Updated {
  const binding = bindingOf(key);
  if (!binding) return unchanged(state);
  const reason = binding.disabled(state);
  if (reason !== null) return unchanged(reason === '' ? state : say(state, reason, 'warning'));
  const intent = binding.action(state);
  const updated = perform(state, intent.type === 'focusRun' ? { ...intent, slot: Number(key) - 1 } : intent);
  return withControl(state, updated, binding.id);
}
