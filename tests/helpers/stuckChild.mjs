// A child for tests. A start makes it report, and block if the run's id begins with `stuck`. On `stop` it exits with coloured
// last words.
const report = ({ runId, paused }, then) =>
  process.send(
    {
      type: 'events',
      runId,
      events: [{ type: 'control', runId, step: 0, action: 'start', change: { epochs: paused ? 1 : 2 } }],
    },
    then,
  );
process.on('message', (message) => {
  if (message.type === 'stop') {
    process.stderr.write('\u001b]0;title\u0007\u001b[31mlast words\u001b[0m\n', () => process.exit(7));
    return;
  }
  if (message.type !== 'start') return;
  process.send({ type: 'ready', runId: message.runId });
  // Blocks the thread without using the processor, after its messages have been sent.
  const block = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  report(message, message.runId.startsWith('stuck') ? block : undefined);
});
process.on('disconnect', () => process.exit(0));
