// Runs rows as tests, one after another, and passes the text of each to the reporter.
import { beforeAll, describe, it, type TestContext } from 'vitest';
import { GUARD_MS } from '../helpers/waiting.js';
import { checkAll } from './checks.js';
import { makePlace } from './place.js';
import { nameOf, recordOf, type Row, type RowRecord } from './row.js';
import { FaultSession } from './session.js';

declare module 'vitest' {
  interface TaskMeta {
    fault?: RowRecord;
  }
}

/** Passes the row to the reporter. `npm run faults -- --list` needs no more than this. */
export function announce({ task, skip }: TestContext, record: RowRecord): void {
  task.meta.fault = record;
  if (process.env['GRADTOP_FAULTS'] === 'list') skip('listed');
}

/** The settings of a fresh terminal. */
async function freshSettings(): Promise<string> {
  const session = new FaultSession(['-g'], { program: 'stty' });
  const { settings } = await session.over();
  if (settings === null) throw new Error('stty -g gives no answer');
  return settings;
}

export function runRows(topic: string, rows: readonly Row[]): void {
  describe(topic, () => {
    let fresh = '';
    beforeAll(async () => {
      fresh = await freshSettings();
    });
    for (const row of rows)
      it(
        nameOf(row),
        async (context) => {
          announce(context, recordOf(topic, row));
          const lack = row.lacks?.() ?? null;
          if (lack !== null) return context.skip(lack);
          const place = makePlace();
          const session = await row.start(place);
          try {
            await row.act(session, place);
            await checkAll(session, place, row.promise, fresh);
          } finally {
            session.kill();
            place.remove();
          }
        },
        3 * GUARD_MS,
      );
  });
}
