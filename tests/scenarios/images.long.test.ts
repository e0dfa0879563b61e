// Images and octants in a real pseudo-terminal that answers as kitty, iTerm2 or foot: the decision boundary, overlays, resize, suspend, exit.
import { expect, it } from 'vitest';
import { drawnImages } from '../helpers/images.js';
import { cellOf } from '../helpers/mouse.js';
import { usePty } from '../helpers/pty.js';

const start = usePty();
const RELU = ['relu', '--full-speed'];
interface Kind {
  readonly form: string;
  readonly env: Readonly<Record<string, string>>;
  /** What the terminal is asked, and what it answers; empty: nothing. */
  readonly question: string;
  readonly answer: string;
}
const [KITTY, ITERM2, FOOT] = [
  {
    form: 'kitty',
    env: { TERM: 'xterm-kitty' },
    question: '\u001b_Gi=4100',
    answer: '\u001b_Gi=4100;OK\u001b\\\u001b[?62;c',
  },
  {
    form: 'iterm2',
    env: { TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.6.6' },
    question: '',
    answer: '',
  },
  { form: 'sixel', env: { TERM: 'foot' }, question: '\u001b[16t', answer: '\u001b[6;20;10t\u001b[?62;4;22c' },
] as const satisfies readonly Kind[];
const KINDS: readonly Kind[] = [KITTY, ITERM2, FOOT];

function open({ env, question, answer }: Kind, ...args: readonly string[]) {
  const s = start(args.length > 0 ? args : RELU, { env });
  let answered = question === '';
  s.onOutput(() => {
    if (answered || !s.output.includes(question)) return;
    answered = true;
    s.send(answer);
  });
  /** The images since a length of the output. */
  const images = (since: number) => drawnImages(s.output.slice(since));
  return { s, images };
}

it.each(KINDS)('draws the decision boundary where its panel is, and takes it away: $form', async (kind) => {
  const { s, images } = open(kind);
  await s.see(/step 800\/800/);
  await s.see(/boundary at step 800/);
  await s.until(() => images(0).length > 0, 'no image');
  const [x, y] = cellOf(s, /[─━] moons/);
  const last = images(0).at(-1);
  expect(last?.form).toBe(kind.form);
  // Inside the frame of the panel, right of its axis.
  expect([last?.row, (last?.column ?? 0) > x]).toEqual([y + 2, true]);
  // No answer pressed a key, and no glyph of a point lies below the picture.
  expect(s.screen.text).not.toMatch(/[●△] {0,3}[●△]/);
  let at = s.output.length;
  s.send('?');
  await s.see('esc closes');
  if (kind.form === 'kitty') await s.until(() => s.output.slice(at).includes('a=d,d=I'), 'still there');
  at = s.output.length;
  s.send('\t');
  await s.see('words on the screen');
  expect(images(at)).toEqual([]);
  at = s.output.length;
  s.send('\u001b');
  await s.until(() => images(at).length > 0, 'not drawn again');
  at = s.output.length;
  s.resize(100, 32);
  await s.until(() => images(at).length > 0, 'not drawn after a resize');
  at = s.output.length;
  s.send('q');
  expect(await s.exit).toBe(0);
  expect(s.output.slice(at).includes('a=d,d=A')).toBe(kind.form === 'kitty');
});

it('draws none without an answer, with --images never, and for a screen reader', async () => {
  const silent = open({ ...KITTY, answer: '\u001b[?62;c' });
  await silent.s.see(/boundary at step 800/);
  const never = open(ITERM2, ...RELU, '--images', 'never');
  await never.s.see(/boundary at step 800/);
  const read = open(ITERM2, ...RELU, '--screen-reader');
  await read.s.see(/epoch|step/);
  for (const { s, images } of [silent, never, read]) {
    expect(images(0)).toEqual([]);
    s.send('q');
    expect(await s.exit).toBe(0);
    expect(images(0)).toEqual([]);
  }
});

it.each(KINDS)('draws the cells of a sweep map, under its cursor too: $form', async (kind) => {
  const axes = ['--x', 'depth=1..4', '--y', 'initializer-gain=0.5..2', '--points', '4x3'];
  const { s, images } = open(kind, 'sweep', 'tanh', ...axes, '--epochs', '3');
  await s.see('loss of tanh  done');
  await s.until(() => images(0).length > 0, 'no image');
  expect(images(0).at(-1)).toMatchObject({ form: kind.form, row: 2 });
  const at = s.output.length;
  s.send('\u001b[C');
  await s.see(/^depth 2, /m);
  await s.until(() => images(at).length > 0, 'the cursor has not moved');
  s.send('q');
  expect(await s.exit).toBe(0);
});

const OCTANT = /[\u{1cd00}-\u{1cde5}]/u;
const REMOTE = { TERM: 'xterm-kitty', SSH_CONNECTION: '10.0.0.1 5 10.0.0.2 22' };
const remote = (version: string) =>
  open({ ...KITTY, env: REMOTE, question: '\u001b[>q', answer: `\u001bP>|kitty(${version})\u001b\\` });

it('draws octants over SSH if the terminal names a version that has them, below overlays too', async () => {
  const [{ s, images }, old] = [remote('0.42.1'), remote('0.39.1')] as const;
  await s.see(/boundary at step 800/);
  await s.see(OCTANT);
  s.send('?');
  await s.see('esc closes');
  s.send('\u001b');
  await s.see(OCTANT);
  s.resize(100, 32);
  await s.see(OCTANT);
  await old.s.see(/boundary at step 800/);
  expect(old.s.screen.text).not.toMatch(OCTANT);
  for (const session of [s, old.s]) {
    session.send('q');
    expect(await session.exit).toBe(0);
  }
  expect([...images(0), ...old.images(0)]).toEqual([]);
});
