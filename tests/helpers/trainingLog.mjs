// A training that logs a step every 50 ms into the file of the first argument, which it continues: `node trainingLog.mjs FILE NAME LOSS`.
import { appendFileSync } from 'node:fs';

const [, , file = '', name = '', loss = '1'] = process.argv;
const runId = `${name}-${process.pid}`;
const write = (event) => appendFileSync(file, `${JSON.stringify({ runId, ...event })}\n`);

write({ type: 'run', name, facts: { optimizer: 'SGD' }, totalSteps: 100_000 });
for (let step = 1; ; step += 1) {
  write({ type: 'step', step, loss: Number(loss) / step, gradNorm: 1 / step });
  await new Promise((resolve) => setTimeout(resolve, 50));
}
