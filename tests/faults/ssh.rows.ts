// Over a real SSH connection: a client that stops, a connection that drops, a server without the client's locale.
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect } from 'vitest';
import { MAIN } from '../helpers/cli.js';
import { until } from '../helpers/waiting.js';
import { lacksMarks, programOf } from './children.js';
import { runRows } from './harness.js';
import { latestStep, linesOf, logged, type Place } from './place.js';
import type { Promised, Row } from './row.js';
import { MARK, newMark, FaultSession } from './session.js';
import { lacksSshd, startSshd, type Sshd } from './sshd.js';
import { FULL_SPEED, LIVE, MAP, REPLAY, TRAIN, type State } from './states.js';

let sshd: Promise<Sshd> | null = null;
afterAll(async () => (await sshd)?.stop());

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
const codeFile = (place: Place): string => place.file('code');

/**
 * A screen under a shell that outlives a hang-up and hands no signal on, but keeps the exit code in a file: the lost terminal
 * itself must end it. Where no terminal is read, gradtop takes the shell's place and gets the signal.
 */
function remote(place: Place, state: State, mark: string): string {
  const program = [process.execPath, MAIN, ...state.args(place)].map(quoted).join(' ');
  const variables = `env ${MARK}=${mark} HOME=${quoted(place.folder)} XDG_DATA_HOME=${quoted(place.file('data'))}`;
  if (!state.screen) return `exec ${variables} ${program}`;
  return `trap : HUP; ${variables} ${program}; c=$?; echo $c > ${quoted(codeFile(place))}; exit $c`;
}

interface Remote {
  readonly situation: string;
  readonly state: State;
  readonly promise: Promised;
  /** Of the client; LANG is passed on to the server. */
  readonly lang?: string;
  readonly act: Row['act'];
}

const row = ({ situation, state, promise, lang, act }: Remote): Row => ({
  situation,
  state: state.name,
  promise,
  lacks: () => lacksSshd() ?? lacksMarks(),
  async start(place) {
    sshd ??= startSshd();
    const mark = newMark();
    const options = lang === undefined ? [] : ['-o', 'SendEnv=LANG'];
    const args = (await sshd).client(remote(place, state, mark), options);
    const env = { [MARK]: mark, LANG: lang, LC_ALL: undefined, LC_CTYPE: undefined };
    return new FaultSession(args, { program: 'ssh', env, columns: 200, rows: 60 });
  },
  async act(session, place) {
    await state.reach(session, place);
    await act(session, place);
  },
});

/** Enough pictures to fill all buffers of a pseudo-terminal, a server and a connection. Each SIGCONT requests one. */
async function fillTheLine(session: FaultSession): Promise<void> {
  const program = await programOf(session);
  for (let i = 0; i < 200; i += 1) {
    process.kill(program, 'SIGCONT');
    await sleep(20);
  }
}

const exitCode = (place: Place): Promise<number> =>
  until(
    () =>
      existsSync(codeFile(place)) &&
      readFileSync(codeFile(place), 'utf8').endsWith('\n') &&
      Number(readFileSync(codeFile(place), 'utf8')),
    () => 'the exit code of gradtop',
  );

const clientStopped: Row = row({
  situation: 'the client is stopped, then SIGTERM',
  state: LIVE,
  promise: {
    exit: [143, 255],
    log: 'stopped',
    screen: 'lost',
    also: 'training and recording continue; gradtop ends with 143',
  },
  async act(session, place) {
    const program = await programOf(session);
    session.signal('SIGSTOP');
    await fillTheLine(session);
    await logged(place, latestStep(place.log) + 30);
    process.kill(program, 'SIGTERM');
    expect(await exitCode(place)).toBe(143);
    session.signal('SIGCONT');
  },
});

const clientBack: Row = row({
  situation: 'the client is stopped, then continued',
  state: FULL_SPEED,
  promise: { exit: 0, log: 'stopped', also: 'the screen catches up' },
  async act(session, place) {
    session.signal('SIGSTOP');
    await fillTheLine(session);
    await logged(place, latestStep(place.log) + 30);
    const step = latestStep(place.log);
    session.signal('SIGCONT');
    await until(
      () => Number(/step (\d+)\//.exec(session.screen.text)?.[1]) >= step,
      () => `step ${step} on the screen\n${session.screen.text}`,
    );
    session.send('q');
  },
});

/** Kills the client, so that the connection ends without a message. */
const dropped = (state: State): Row =>
  row({
    situation: 'the connection drops',
    state,
    promise: {
      exit: 137,
      log: state.stopped,
      screen: 'lost',
      also: 'gradtop ends with 129, nothing is left on the server',
    },
    async act(session, place) {
      session.signal('SIGKILL');
      if (state.screen) expect(await exitCode(place)).toBe(129);
      await session.noOrphans();
      const end = state.stopped === 'stopped' ? linesOf(place.log).findLast(({ type }) => type === 'end') : undefined;
      if (end !== undefined) expect((end as { weightChange?: unknown[] }).weightChange).not.toEqual([]);
    },
  });

const locale = (lang: string | undefined, ascii: boolean): Row =>
  row({
    situation: lang === undefined ? 'no locale on the server' : `LANG=${lang} passed on`,
    state: LIVE,
    promise: { exit: 0, log: 'stopped', also: ascii ? 'ASCII alone' : 'all characters' },
    ...(lang === undefined ? {} : { lang }),
    async act(session) {
      expect(/[^\u0000-\u007f]/.test(session.output)).toBe(!ascii);
      session.send('q');
    },
  });

runRows('SSH', [
  clientStopped,
  clientBack,
  ...[LIVE, REPLAY, MAP, TRAIN].map(dropped),
  locale(undefined, true),
  locale('C', true),
  locale('C.UTF-8', false),
]);
