// Runs many command lines through the program's own entry in one process: node batch.mjs CASES RESULTS MAIN. A case is
// {"args": [...]}; each result is appended as it comes, so that the one that ends this process is known.
import { appendFileSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [casesFile, resultsFile, main] = process.argv.slice(2);
const cases = JSON.parse(readFileSync(casesFile, 'utf8'));
process.setMaxListeners(0);
for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(0);

class Ended extends Error {}

let current = null;
const capture = (name) => (chunk, encoding, callback) => {
  current[name] += Buffer.isBuffer(chunk) || chunk instanceof Uint8Array ? Buffer.from(chunk).toString('utf8') : chunk;
  const done = typeof encoding === 'function' ? encoding : callback;
  if (done !== undefined) process.nextTick(done);
  return true;
};
process.stdout.write = capture('stdout');
process.stderr.write = capture('stderr');
let ended = () => undefined;
process.exit = process.reallyExit = (code = process.exitCode ?? 0) => {
  current.code = code;
  ended();
  throw new Ended(`exit ${code}`);
};
const crash = (error) => {
  if (error instanceof Ended) return;
  current.stderr += `UNCAUGHT ${error?.stack ?? error}\n`;
  current.code = 'uncaught';
  ended();
};
process.on('uncaughtException', crash).on('unhandledRejection', crash);

for (const [index, { args }] of cases.entries()) {
  current = { index, code: null, stdout: '', stderr: '' };
  process.exitCode = undefined;
  process.argv = [process.argv[0], main, ...args];
  // A module of its own each time; the parts that it loads stay loaded.
  const run = import(`${pathToFileURL(main).href}?case=${index}`).catch(crash);
  await Promise.race([run, new Promise((resolve) => (ended = resolve))]);
  current.code ??= process.exitCode ?? 0;
  appendFileSync(resultsFile, `${JSON.stringify(current)}\n`);
}
process.kill(process.pid, 'SIGKILL');
