// Images in the shell: after the answer, again when the terminal is taken again, and none left behind.
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ScreenCommand } from '../../../src/core/app/commands.js';
import { createCanvas } from '../../../src/core/screen/canvas.js';
import { pictureOf } from '../../../src/core/screen/picture.js';
import { terminalOf } from '../../../src/runtime/terminal/identity.js';
import type { TerminalStreams } from '../../../src/runtime/terminal/terminal.js';
import type { ShellAction } from '../../../src/ui/shell/action.js';
import { Shell } from '../../../src/ui/shell/shell.js';
import type { Size } from '../../../src/ui/shell/view.js';
import { drawnImages } from '../../helpers/images.js';

const size: Size = { columns: 20, rows: 3 };
const area = { x: 4, y: 1, width: 3, height: 1 };
const OK = '\u001b_Gi=4100;OK\u001b\\';
const CLEAR = 'a=d,d=A';

function opened() {
  const stdin = Object.assign(new PassThrough(), { setRawMode: () => undefined });
  const stdout = Object.assign(new PassThrough(), size);
  let written = '';
  stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
  const terminal = terminalOf({ TERM: 'xterm-kitty' });
  const shell = new Shell<{ readonly size: Size }, ShellAction, ScreenCommand>(
    {
      begun: { state: { size }, commands: [] },
      update: (state) => ({ state, commands: [] }),
      perform: () => undefined,
      view: {
        paint(_, ground) {
          const { cell } = ground;
          const pictures = cell === null ? [] : [{ area, picture: pictureOf(area, cell, () => 0xff0000) }];
          ground.setLayers([{ x: 0, y: 0, canvas: createCanvas(20, 3), pictures }]);
          return true;
        },
      },
    },
    {
      streams: { stdin, stdout } as unknown as TerminalStreams,
      depth: 'truecolor',
      screen: { mouse: false, notify: 'never', images: terminal.images, keys: {}, terminal, fps: 10 },
    },
  );
  /** The output since the last call. */
  const look = async (): Promise<string> => {
    await vi.advanceTimersByTimeAsync(0);
    const now = written;
    written = '';
    return now;
  };
  return { shell, look, answer: () => stdin.write(OK) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('draws a picture after the answer, and removes it with the screen', async () => {
  const { shell, look, answer } = opened();
  shell.open();
  expect(drawnImages(await look())).toEqual([]);
  answer();
  expect(drawnImages(await look())).toMatchObject([{ form: 'kitty', column: 5, row: 2 }]);
  shell.giveWay();
  expect(await look()).toContain(CLEAR);
  shell.comeBack();
  expect(drawnImages(await look())).toHaveLength(1);
  shell.screen({ type: 'redraw' });
  expect(drawnImages(await look())).toHaveLength(1);
  shell.close();
  const last = await look();
  expect(last.indexOf(CLEAR)).toBeLessThan(last.indexOf('?1049l'));
  expect(last).toContain(CLEAR);
});

it('swallows an answer that comes after an early end', async () => {
  const { shell, look, answer } = opened();
  shell.open();
  await look();
  shell.close();
  answer();
  expect(drawnImages(await look())).toEqual([]);
});
