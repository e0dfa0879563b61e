// What every row asserts once the program has exited.
import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { linesOf, type LogLine, type Place } from './place.js';
import { screenAfter } from './modes.js';
import type { LogPromise, Promised } from './row.js';
import type { FaultSession } from './session.js';

/** A stack frame, Node's message of a crash, or an unformatted value such as [object Object]. */
const CRASH =
  /^\s+at .+:\d+:\d+\)?$|node:internal|Node\.js v\d|^\s*(?:Type|Range|Reference|Syntax)?Error:|\[object Object\]|----- Native stack trace/m;
/** Escape sequences that act outside the screen, 8-bit controls, and characters that change the direction of text. */
export const FOREIGN = /\u001b[\]P_^X]|[\u0080-\u009f\u202a-\u202e\u2066-\u2069]/;

/** Ours: links to written files (OSC 8); kitty's images: whether it has them, and to remove all of them. */
const OURS = /\u001b\]8;;(?:file:\/\/[!-~]*)?\u001b\\|\u001b_G(?:i=\d+,s=1,v=1,a=q,t=d,f=24;AAAA|a=d,d=A,q=2)\u001b\\/g;

/** Checks the program's output. It holds even after the terminal was lost. */
export function checkOutput(output: string): void {
  expect(CRASH.exec(output)?.[0] ?? null, `output:\n${output.slice(-2000)}`).toBeNull();
  expect(FOREIGN.exec(output.replace(OURS, ''))?.[0] ?? null).toBeNull();
}

/** Checks that the normal screen is back, the cursor visible, every mode off and new text in default colours. */
export async function checkScreen(session: FaultSession): Promise<void> {
  const after = await screenAfter(session);
  expect(after).toEqual({ alternate: false, cursor: true, modes: [], scrolled: false, plain: true });
}

export function checkLog(file: string, promise: LogPromise): void {
  if (promise === 'none') return expect(existsSync(file), `${file} exists`).toBe(false);
  const lines = linesOf(file, promise === 'torn');
  if (promise === 'lines' || promise === 'torn' || (promise === 'begun' && lines.length === 0)) return;
  expect(lines.length, `lines of ${file}`).toBeGreaterThan(0);
  const from = promise === 'continued' ? null : 1;
  for (const [runId, events] of grouped(lines)) checkRun(String(runId), events, from);
  const reasons = lines.filter(({ type }) => type === 'end').map(({ reason }) => reason);
  if (promise !== 'ended' && promise !== 'begun')
    expect(reasons.at(-1)).toBe(promise === 'continued' ? 'stopped' : promise);
}

function grouped(lines: readonly LogLine[]): Map<string | undefined, LogLine[]> {
  const runs = new Map<string | undefined, LogLine[]>();
  for (const line of lines) runs.set(line.runId, [...(runs.get(line.runId) ?? []), line]);
  return runs;
}

/** Checks that no step is missing from `from` on (null: from the first logged step), and that one end follows, at the last step. */
function checkRun(runId: string, events: readonly LogLine[], from: number | null): void {
  const steps = events.flatMap(({ type, step }) => (type === 'step' ? [step] : []));
  expect(steps, `steps of ${runId}`).toEqual(Array.from(steps, (_, i) => i + (from ?? steps[0] ?? 0)));
  const ends = events.filter(({ type }) => type === 'end');
  expect(ends.length, `ends of ${runId}`).toBe(1);
  expect(ends[0]?.step, `step of the end of ${runId}`).toBe(steps.at(-1) ?? 0);
}

/** All checks; the first one that fails explains the fault best. */
export async function checkAll(session: FaultSession, place: Place, promise: Promised, fresh: string): Promise<void> {
  const { code, settings } = await session.over();
  const exits = typeof promise.exit === 'number' ? [promise.exit] : promise.exit;
  expect(exits, `exit code ${code}, screen:\n${session.screen.text}`).toContain(code);
  checkOutput(session.output);
  if (promise.screen !== 'lost') {
    expect(settings, 'settings of the terminal (stty -g)').toBe(fresh);
    await checkScreen(session);
  }
  if (promise.message !== undefined) expect(session.screen.text).toMatch(promise.message);
  if (promise.lines !== undefined)
    expect(session.screen.text.trim().split('\n'), session.screen.text).toHaveLength(promise.lines);
  await session.noOrphans();
  checkLog(place.log, promise.log);
}
