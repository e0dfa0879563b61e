// Modes of the terminal in a real pseudo-terminal: stopped and continued, ended by signals, and what stays on the screen.
import { some } from '../../helpers/property.js';
import { describe, expect, it } from 'vitest';
import { MAIN } from '../../helpers/cli.js';
import { usePty } from '../../helpers/pty.js';

const start = usePty();
const ENTERED = '\u001b[?1049h';

/** An interactive shell with job control, in which gradtop has been started. */
async function inShell() {
  const s = start(['--norc', '--noprofile', '-i'], {
    program: 'bash',
    columns: 80,
    rows: 24,
    env: { PS1: 'prompt> ' },
  });
  await s.see('prompt>');
  s.send(`'${process.execPath}' '${MAIN}' relu --pace 2\r`);
  await s.see(/epoch \d+\/100/);
  return s;
}
const pidOf = async (s: Awaited<ReturnType<typeof inShell>>): Promise<number> => {
  s.send('jobs -l\r');
  await s.see(/\[1\]\+ +\d+ Stopped/);
  return Number(/\[1\]\+ +(\d+) Stopped/.exec(s.screen.text)?.[1]);
};

/** Cursor moves on the normal screen. They would come from a frame that was drawn after the alternate screen was left. */
const movesOnNormalScreen = (output: string): string[] =>
  output
    .split('\u001b[?1049l')
    .flatMap((part) => (part.split(ENTERED)[0] ?? '').split('\u001b'))
    .filter((sequence) => /^\[\d+;\d+H/.test(sequence));

describe('terminal', () => {
  it('ctrl-z returns the terminal to the shell, fg restores the dashboard', { tags: ['long'] }, async () => {
    const s = await inShell();
    s.send('\u001a');
    await s.see('Stopped');
    expect(s.screen.alternate).toBe(false);
    s.send('echo cooked $((6*7))\r');
    await s.see('cooked 42');
    s.send('fg\r');
    await s.see(/step \d+\/800/);
    expect(s.screen.alternate).toBe(true);
    s.send(' ');
    await s.see('PAUSED');
    s.send('q');
    await s.see(/batch loss [^]*prompt>/);
    expect(movesOnNormalScreen(s.output)).toEqual([]);
  });

  it('redraws after SIGSTOP', { tags: ['long'] }, async () => {
    const s = await inShell();
    s.send('\u001a');
    await s.see('Stopped');
    const pid = await pidOf(s);
    s.send('fg\r');
    await s.see(/step \d+\/800/);
    process.kill(pid, 'SIGSTOP');
    await s.see('Stopped');
    const before = s.output.split(ENTERED).length;
    s.send('fg\r');
    await s.gone(/Stopped/);
    await s.see(/epoch \d+\/100/);
    // The screen is drawn twice if the stop falls between a timer and its signal.
    await s.until(() => s.output.split(ENTERED).length > before, 'not drawn again');
    s.send(' ');
    await s.see('PAUSED');
  });

  it('continues without job control', { tags: ['long'] }, async () => {
    // gradtop leads the session. No shell is above its group, so the system does not stop it.
    const s = start(['relu', '--pace', '2'], { columns: 80, rows: 24 });
    await s.see(/epoch \d+\/100/);
    s.send('\u001a');
    await s.until(() => s.output.split(ENTERED).length > 2, 'not drawn again');
    s.send(' ');
    await s.see('PAUSED');
    expect(s.screen.alternate).toBe(true);
    expect(movesOnNormalScreen(s.output)).toEqual([]);
  });

  it.each(
    some(
      [
        ['SIGTERM', 143],
        ['SIGHUP', 129],
        ['SIGINT', 130],
        ['SIGQUIT', 131],
        ['SIGABRT', 134],
        ['SIGALRM', 142],
        ['SIGUSR2', 140],
        ['SIGXCPU', 152],
      ] as const,
      3,
    ),
  )('%s: the screen comes back, exit code %i', async (signal, code) => {
    const s = start(['relu'], { columns: 80, rows: 24 });
    await s.see(/epoch \d+\/100/);
    process.kill(s.pid, signal);
    expect(await s.exit).toBe(code);
    expect(s.screen.alternate).toBe(false);
    expect(s.output.lastIndexOf('\u001b[?25h')).toBeGreaterThan(s.output.lastIndexOf('\u001b[?25l'));
  });

  it.each(
    some(
      [
        ['Ctrl+C', '\u001b[99;5u', 130],
        ['Ctrl+C of xterm', '\u001b[27;5;99~', 130],
        ['q', '\u001b[113u', 0],
      ],
      1,
    ),
  )('%s as an unambiguous sequence quits', async (_, bytes, code) => {
    const s = start(['relu'], { columns: 80, rows: 24 });
    await s.see(/epoch \d+\/100/);
    s.send(bytes);
    expect(await s.exit).toBe(code);
    expect(s.screen.alternate).toBe(false);
  });

  it('SIGUSR1 opens no debugger', { tags: ['long'] }, async () => {
    const s = start(['relu'], { columns: 80, rows: 24 });
    await s.see(/epoch \d+\/100/);
    process.kill(s.pid, 'SIGUSR1');
    s.send(' ');
    await s.see('PAUSED');
    expect(s.output).not.toContain('Debugger');
    s.send('q');
    expect(await s.exit).toBe(0);
  });

  it('a window of 0 x 0 takes its size from LINES and COLUMNS', { tags: ['long'] }, async () => {
    const script = `stty columns 0 rows 0; LINES=12 COLUMNS=50 exec '${process.execPath}' '${MAIN}' relu`;
    const s = start(['-c', script], { program: 'bash' });
    await s.see(/60x18 needed, this\s+is 50x12/);
    s.send('q');
    expect(await s.exit).toBe(0);
  });

  it('a terminal that cannot move its cursor gets lines, no screen', async () => {
    const s = start(['TERM=dumb', process.execPath, MAIN, 'relu', '--epochs', '2'], { program: 'env' });
    expect(await s.exit).toBe(0);
    expect(s.output).toContain('TERM=dumb cannot draw a dashboard, so this runs as gradtop train relu');
    expect(s.output).toContain('completed after 16 steps');
    expect(s.output).not.toContain('\u001b');
  });

  it('the summary on the normal screen wraps between words', { tags: ['long'] }, async () => {
    const s = start(['train', 'relu', '--epochs', '2'], { columns: 60, rows: 40 });
    expect(await s.exit).toBe(0);
    expect(s.screen.text).toMatch(/^ {2}7 × 10 relu, .*\n {4}\S/m);
    const list = start(['list'], { columns: 60, rows: 200 });
    expect(await list.exit).toBe(0);
    expect(list.screen.text).toMatch(/^elu-survives .*\n {22}\S/m);
    for (const line of list.screen.text.split('\n')) expect(line).toMatch(/^(?:\S| {22}\S|$)/);
  });

  it('prints an uncaught error on the normal screen', { tags: ['long'] }, async () => {
    const breaker = `data:text/javascript,process.on('SIGWINCH', () => {
      if (process.stdout.isTTY) throw new Error('broken on purpose');
    })`;
    const s = start(['relu'], { columns: 80, rows: 24, env: { NODE_OPTIONS: `--import=${encodeURI(breaker)}` } });
    await s.see(/epoch \d+\/100/);
    s.resize(90, 30);
    await s.see('broken on purpose');
    expect(await s.exit).not.toBe(0);
    expect(s.screen.alternate).toBe(false);
    expect(s.screen.text).toContain('broken on purpose');
  });
});
