// The mouse of a browser as the events of a terminal's mouse.
import type { Place } from '../core/screen/area.js';
import type { PointerEvent as CellEvent } from '../core/screen/pointer.js';

/** `cellAt`: the cell under the pointer. */
export function pointerEvents(
  element: HTMLElement,
  cellAt: (event: MouseEvent) => Place,
  take: (event: CellEvent) => void,
): void {
  const send = (kind: CellEvent['kind'], event: MouseEvent, turn: CellEvent['turn'] = 0): void =>
    take({ kind, turn, ...cellAt(event) });
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    // A drag continues outside the canvas.
    element.setPointerCapture(event.pointerId);
    send('press', event);
  });
  element.addEventListener('pointerup', (event) => {
    if (event.button === 0) send('release', event);
  });
  element.addEventListener('pointermove', (event) => send((event.buttons & 1) === 0 ? 'move' : 'drag', event));
  element.addEventListener(
    'wheel',
    (event) => {
      // The browser's own zoom.
      if (event.ctrlKey) return;
      event.preventDefault();
      send('wheel', event, event.deltaY < 0 ? -1 : event.deltaY > 0 ? 1 : 0);
    },
    { passive: false },
  );
}
