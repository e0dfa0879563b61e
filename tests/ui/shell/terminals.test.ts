// What the shell says to each of fourteen terminals: at the start, at an alarm, while progress is shown, for a copy, at the exit.
import { hostname } from 'node:os';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, it, vi } from 'vitest';
import type { ScreenCommand } from '../../../src/core/app/commands.js';
import { createCanvas } from '../../../src/core/screen/canvas.js';
import { pictureOf } from '../../../src/core/screen/picture.js';
import type { TabProgress } from '../../../src/core/app/tabProgress.js';
import { imagesIn, terminalOf } from '../../../src/runtime/terminal/identity.js';
import { fileLink } from '../../../src/runtime/terminal/link.js';
import type { TerminalStreams } from '../../../src/runtime/terminal/terminal.js';
import type { ShellAction } from '../../../src/ui/shell/action.js';
import { Shell } from '../../../src/ui/shell/shell.js';
import type { Size } from '../../../src/ui/shell/view.js';
import { expectGolden } from '../../helpers/golden.js';
import { FOURTEEN, spoken, type ScriptedTerminal } from '../../helpers/terminals.js';

interface State {
  readonly size: Size;
  readonly progress: TabProgress | null;
  readonly pictured: boolean;
}

/** What a terminal answers that shows images: kitty's graphics, the size of a cell, device attributes with sixels. */
const ANSWERS = [
  ['\u001b_Gi=', '\u001b_Gi=4100;OK\u001b\\'],
  ['\u001b[16t', '\u001b[6;4;2t'],
  ['\u001b[c', '\u001b[?62;4;22c'],
  ['\u001b[>q', '\u001bP>|kitty(0.42.1)\u001b\\'],
] as const;

/** Its bytes depend on the version of zlib; tests/ui/images.test.ts decodes it. */
const PNG = /iVBORw0KGgo[\w+/=]*/;

const blank = createCanvas(20, 3);
const area = { x: 4, y: 1, width: 3, height: 1 };

/** A terminal that reports, as soon as it is asked to, that its window has lost the keyboard. */
function unfocused() {
  const stdin = Object.assign(new PassThrough(), { setRawMode: () => undefined });
  const stdout = Object.assign(new PassThrough(), { columns: 20, rows: 3 });
  let written = '';
  stdout.on('data', (chunk: Buffer) => {
    written += chunk.toString();
    if (chunk.includes('\u001b[?1004h')) stdin.write('\u001b[O');
    for (const [question, answer] of ANSWERS) if (chunk.includes(question)) stdin.write(answer);
  });
  const look = (): string => {
    const now = written;
    written = '';
    return now;
  };
  return { streams: { stdin, stdout } as unknown as TerminalStreams, look };
}

/** Terminals of which octants are known or asked for. */
const OCTANTS: readonly ScriptedTerminal[] = [
  { name: 'kitty over SSH', env: { TERM: 'xterm-kitty', SSH_CONNECTION: '10.0.0.1 5 10.0.0.2 22' } },
  { name: 'VTE 0.80', env: { TERM: 'xterm-256color', VTE_VERSION: '8000' } },
];

async function conversation({ name, env }: ScriptedTerminal): Promise<string[]> {
  const { streams, look } = unfocused();
  const terminal = terminalOf(env);
  const progress: TabProgress = { fraction: 0.5, state: 'failed' };
  const shell = new Shell<State, ShellAction, ScreenCommand>(
    {
      begun: { state: { size: { columns: 20, rows: 3 }, progress: null, pictured: false }, commands: [] },
      update: (state, action) => {
        if (action.type !== 'key') return { state, commands: [] };
        return {
          state: action.key === 'a' ? { ...state, progress } : { ...state, pictured: !state.pictured },
          commands: [],
        };
      },
      perform: () => undefined,
      view: {
        paint({ pictured }, ground) {
          const { cell } = ground;
          const pictures =
            pictured && cell !== null
              ? [{ area, picture: pictureOf(area, cell, (x) => (x < 1 ? 0xff0000 : 0x0000ff)) }]
              : [];
          ground.setLayers([{ x: 0, y: 0, canvas: blank, pictures }]);
          return true;
        },
      },
      progress: (state) => state.progress,
    },
    {
      streams,
      depth: 'none',
      screen: {
        mouse: terminal.mouse,
        notify: 'unfocused',
        images: imagesIn(env, 'auto'),
        keys: {},
        terminal,
        fps: 10,
      },
    },
  );
  const lines = [name];
  const part = (title: string): void =>
    void lines.push(
      ...[spoken(look()).join('  ').replace(PNG, '(PNG)')].map((said) => `  ${title.padEnd(10)}${said || 'nothing'}`),
    );
  shell.open();
  await vi.advanceTimersByTimeAsync(0);
  part('start');
  shell.notify('relu: vanishing; at step 20');
  await vi.advanceTimersByTimeAsync(0);
  part('alarm');
  shell.dispatch({ type: 'key', key: 'a' });
  shell.show();
  await vi.advanceTimersByTimeAsync(0);
  part('diverged');
  for (const title of ['image', 'no image']) {
    shell.dispatch({ type: 'key', key: 'b' });
    shell.show();
    await vi.advanceTimersByTimeAsync(0);
    part(title);
  }
  shell.screen({ type: 'copy', text: 'gradtop relu' });
  await vi.advanceTimersByTimeAsync(0);
  part('copy');
  lines.push(
    `  link      ${spoken(fileLink('/tmp/a\u001b]8;; é.jsonl', terminal.links)).join('  ').replace(hostname(), 'HOST') || 'nothing'}`,
  );
  shell.close();
  await vi.advanceTimersByTimeAsync(0);
  part('exit');
  return lines;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('is what the terminal is known to take', async () => {
  const lines: string[] = [];
  // In a dumb terminal no screen opens.
  for (const terminal of [...FOURTEEN.filter(({ name }) => name !== 'dumb'), ...OCTANTS])
    lines.push(...(await conversation(terminal)));
  expectGolden('terminals', lines);
});
