// What the shell says to each of fourteen terminals: at the start, at an alarm, while progress is shown, for a copy, at the exit.
import { hostname } from 'node:os';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, it, vi } from 'vitest';
import type { ScreenCommand } from '../../../src/core/app/commands.js';
import type { TabProgress } from '../../../src/core/app/tabProgress.js';
import { terminalOf } from '../../../src/runtime/terminal/identity.js';
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
}

/** A terminal that reports, as soon as it is asked to, that its window has lost the keyboard. */
function unfocused() {
  const stdin = Object.assign(new PassThrough(), { setRawMode: () => undefined });
  const stdout = Object.assign(new PassThrough(), { columns: 20, rows: 3 });
  let written = '';
  stdout.on('data', (chunk: Buffer) => {
    written += chunk.toString();
    if (chunk.includes('\u001b[?1004h')) stdin.write('\u001b[O');
  });
  const look = (): string => {
    const now = written;
    written = '';
    return now;
  };
  return { streams: { stdin, stdout } as unknown as TerminalStreams, look };
}

async function conversation({ name, env }: ScriptedTerminal): Promise<string[]> {
  const { streams, look } = unfocused();
  const terminal = terminalOf(env);
  const progress: TabProgress = { fraction: 0.5, state: 'failed' };
  const shell = new Shell<State, ShellAction, ScreenCommand>(
    {
      begun: { state: { size: { columns: 20, rows: 3 }, progress: null }, commands: [] },
      update: (state, action) => ({ state: action.type === 'key' ? { ...state, progress } : state, commands: [] }),
      perform: () => undefined,
      view: { paint: () => true },
      progress: (state) => state.progress,
    },
    { streams, depth: 'none', screen: { mouse: terminal.mouse, notify: 'unfocused', keys: {}, terminal, fps: 10 } },
  );
  const lines = [name];
  const part = (title: string): void =>
    void lines.push(...[spoken(look()).join('  ')].map((said) => `  ${title.padEnd(10)}${said || 'nothing'}`));
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
  for (const terminal of FOURTEEN.filter(({ name }) => name !== 'dumb')) lines.push(...(await conversation(terminal)));
  expectGolden('terminals', lines);
});
