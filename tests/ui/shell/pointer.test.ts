// A pointer that rests costs nothing: no byte and no frame after that of its last movement.
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ScreenCommand } from '../../../src/core/app/commands.js';
import type { Place } from '../../../src/core/screen/area.js';
import { createCanvas, text } from '../../../src/core/screen/canvas.js';
import { terminalOf } from '../../../src/runtime/terminal/identity.js';
import type { TerminalStreams } from '../../../src/runtime/terminal/terminal.js';
import type { ShellAction } from '../../../src/ui/shell/action.js';
import { Shell } from '../../../src/ui/shell/shell.js';
import type { Size } from '../../../src/ui/shell/view.js';
import { move } from '../../helpers/mouse.js';

type Action = ShellAction | { readonly type: 'point'; readonly at: Place };
interface State {
  readonly size: Size;
  readonly at: Place | null;
}
const size: Size = { columns: 20, rows: 3 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('writes after a movement, and nothing while the pointer rests or moves within its cell', async () => {
  const stdin = Object.assign(new PassThrough(), { setRawMode: () => undefined });
  const stdout = Object.assign(new PassThrough(), size);
  let written = '';
  let frames = 0;
  stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
  const terminal = terminalOf({ TERM: 'xterm-256color' });
  const shell = new Shell<State, Action, ScreenCommand>(
    {
      begun: { state: { size, at: null }, commands: [] },
      update: (state, action) => {
        const same = action.type !== 'point' || (state.at?.x === action.at.x && state.at.y === action.at.y);
        return { state: same ? state : { ...state, at: action.at }, commands: [] };
      },
      perform: () => undefined,
      regions: () => [{ area: { x: 0, y: 0, width: 20, height: 3 }, hover: (at) => ({ type: 'point', at }) }],
      view: {
        paint({ at }, ground) {
          frames += 1;
          const canvas = createCanvas(20, 3);
          text(canvas, 0, 0, at === null ? '' : `${at.x} ${at.y}`);
          ground.setLayers([{ x: 0, y: 0, canvas }]);
          return true;
        },
      },
    },
    {
      streams: { stdin, stdout } as unknown as TerminalStreams,
      depth: 'none',
      screen: { mouse: true, notify: 'never', images: null, keys: {}, terminal, fps: 10 },
    },
  );
  const after = async (input: string): Promise<readonly [boolean, number]> => {
    const before = frames;
    written = '';
    if (input !== '') stdin.write(input);
    await vi.advanceTimersByTimeAsync(1000);
    return [written !== '', frames - before];
  };
  shell.open();
  await vi.advanceTimersByTimeAsync(0);
  expect(await after(move(4, 1))).toEqual([true, 1]);
  expect(await after('')).toEqual([false, 0]);
  expect(await after(move(4, 1))).toEqual([false, 0]);
  expect(await after(move(5, 1))).toEqual([true, 1]);
  shell.close();
});
