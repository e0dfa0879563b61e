// The shell around a minimal application: when it draws, which actions it performs itself, and who owns the terminal.
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScreenCommand } from '../../../src/core/app/commands.js';
import { createCanvas, text } from '../../../src/core/screen/canvas.js';
import { terminalOf } from '../../../src/runtime/terminal/identity.js';
import { LOST } from '../../../src/runtime/terminal/signals.js';
import type { TerminalStreams } from '../../../src/runtime/terminal/terminal.js';
import type { ShellAction } from '../../../src/ui/shell/action.js';
import { Shell } from '../../../src/ui/shell/shell.js';
import type { Size, View } from '../../../src/ui/shell/view.js';

interface State {
  readonly size: Size;
  readonly typed: string;
}
type Command = ScreenCommand | { readonly type: 'own' };
const COMMANDS: Readonly<Record<string, Command>> = {
  q: { type: 'quit', exitCode: 7 },
  L: { type: 'redraw' },
  o: { type: 'own' },
};

function update(state: State, action: ShellAction): { state: State; commands: Command[] } {
  if (action.type === 'resize')
    return { state: { ...state, size: { columns: action.columns, rows: action.rows } }, commands: [] };
  if (action.type === 'tick') return { state, commands: [] };
  const command = COMMANDS[action.key];
  return command === undefined
    ? { state: { ...state, typed: state.typed + action.key }, commands: [] }
    : { state, commands: [command] };
}

/** Paints the typed text. A whole picture takes `parts` frames. */
class TypedView implements View<State> {
  readonly asked: string[] = [];
  constructor(private readonly parts: number) {}
  paint(state: State, ground: Parameters<View<State>['paint']>[1], whole: boolean): boolean {
    this.asked.push(whole ? `all ${state.typed}` : `due ${state.typed}`);
    const canvas = createCanvas(state.size.columns, state.size.rows);
    text(canvas, 0, 0, state.typed);
    ground.setLayers([{ x: 0, y: 0, canvas }]);
    return whole || this.asked.length % this.parts === 0;
  }
}

function streams() {
  const stdin = Object.assign(new PassThrough(), { setRawMode: () => undefined });
  const stdout = Object.assign(new PassThrough(), { columns: 20, rows: 3 });
  let written = '';
  stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
  return {
    ...{ stdin, stdout },
    both: { stdin, stdout } as unknown as TerminalStreams,
    /** The output since the last call. */
    look: () => {
      const now = written;
      written = '';
      return now;
    },
    type: async (keys: string) => {
      stdin.write(keys);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

function opened(parts = 1, fps = 10) {
  const io = streams();
  const view = new TypedView(parts);
  const own: string[] = [];
  const shell: Shell<State, ShellAction, Command> = new Shell(
    {
      begun: { state: { size: { columns: 20, rows: 3 }, typed: '' }, commands: [{ type: 'own' }] },
      update,
      perform: (commands) => {
        for (const command of commands) {
          if (command.type === 'own') own.push(command.type);
          else shell.screen(command);
        }
      },
      view,
    },
    {
      streams: io.both,
      depth: 'truecolor',
      screen: { mouse: false, notify: 'never', images: null, keys: {}, terminal: terminalOf({ TERM: 'xterm' }), fps },
    },
  );
  const before = io.look();
  shell.open();
  return { io, view, own, shell, before };
}

let close: () => void = () => undefined;
function open(parts?: number, fps?: number) {
  const all = opened(parts, fps);
  close = () => all.shell.close();
  return all;
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  close();
  vi.useRealTimers();
});

describe('the shell', () => {
  it('performs the first commands before it takes the terminal, and draws when it has it', () => {
    const { before, own, view } = open();
    expect(before).toBe('');
    expect(own).toEqual(['own']);
    expect(view.asked).toEqual(['all ']);
  });

  it('draws at once after a key, and at a frame only if something has changed', async () => {
    const { io, view, shell } = open();
    await io.type('a');
    expect(view.asked).toEqual(['all ', 'all a']);
    await vi.advanceTimersByTimeAsync(500);
    expect(view.asked).toHaveLength(2);
    shell.touch();
    await vi.advanceTimersByTimeAsync(250);
    expect(view.asked.slice(2)).toEqual(['due a']);
  });

  it('asks for frames until a picture is whole', async () => {
    const { view, shell } = open(4);
    shell.touch();
    await vi.advanceTimersByTimeAsync(1000);
    expect(view.asked).toEqual(['all ', 'due ', 'due ', 'due ']);
  });

  it.each([0.5, 1, 8, 30])('draws %d frames a second while something changes, and a key at once', async (fps) => {
    const { io, view, shell } = open(1, fps);
    view.asked.length = 0;
    // Ten seconds of the fake clock, in which the state changes a hundred times a second.
    for (let ms = 0; ms < 10_000; ms += 10) {
      shell.touch();
      await vi.advanceTimersByTimeAsync(10);
    }
    // Timers have whole milliseconds.
    expect(Math.abs(view.asked.length - 10_000 / Math.floor(1000 / fps))).toBeLessThanOrEqual(1);
    expect(new Set(view.asked)).toEqual(new Set(['due ']));
    await io.type('a');
    expect(view.asked.at(-1)).toBe('all a');
  });

  it('writes everything again after a redraw', async () => {
    const { io } = open();
    await io.type('abc');
    io.look();
    await io.type('L');
    expect(io.look()).toContain('abc');
  });

  it('follows the window', async () => {
    const { io, shell } = open();
    Object.assign(io.stdout, { columns: 30, rows: 5 }).emit('resize');
    await vi.advanceTimersByTimeAsync(0);
    expect(shell.state.size).toEqual({ columns: 30, rows: 5 });
  });

  it('exits with the first code, from a command or the end of its input', async () => {
    const { io, shell } = open();
    await io.type('q');
    expect(shell.over).toBe(true);
    shell.leave(1);
    expect(await shell.left).toBe(7);
    close();
    const other = open();
    other.io.stdin.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(await other.shell.left).toBe(LOST);
  });

  it('swallows reports of a moving mouse before the shell of the user gets the keys', async () => {
    const { io, shell } = open();
    const raw: boolean[] = [];
    Object.assign(io.both.stdin, { setRawMode: (on: boolean) => void raw.push(on) });
    await io.type('\u001b[<35;3;2M');
    shell.close();
    expect(io.look()).toContain('\u001b[?1049l');
    await io.type('\u001b[<35;4;2M');
    expect(raw).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(raw).toEqual([false]);
  });

  it('gives the keys back at once if the mouse is at rest', async () => {
    const { io, shell } = open();
    const raw: boolean[] = [];
    Object.assign(io.both.stdin, { setRawMode: (on: boolean) => void raw.push(on) });
    await io.type('\u001b[<35;3;2M');
    await vi.advanceTimersByTimeAsync(1000);
    shell.close();
    expect(raw).toEqual([false]);
  });

  it('draws nothing while another shell has the terminal, and everything after that', async () => {
    const { io, view, shell } = open();
    await io.type('ab');
    shell.giveWay();
    expect(io.look()).toContain('\u001b[?1049l');
    shell.touch();
    await vi.advanceTimersByTimeAsync(500);
    expect(io.look()).toBe('');
    const frames = view.asked.length;
    shell.comeBack();
    await vi.advanceTimersByTimeAsync(0);
    expect(view.asked.slice(frames)).toEqual(['all ab']);
    expect(io.look()).toMatch(/\u001b\[\?1049h[^]*ab/);
  });

  it('returns the terminal and ignores later input', async () => {
    const { io, view } = open();
    const listeners = process.listenerCount('SIGTERM');
    close();
    expect(process.listenerCount('SIGTERM')).toBe(listeners - 1);
    expect(io.look()).toContain('\u001b[?25h');
    const frames = view.asked.length;
    await io.type('x');
    await vi.advanceTimersByTimeAsync(500);
    expect(view.asked).toHaveLength(frames);
  });
});
