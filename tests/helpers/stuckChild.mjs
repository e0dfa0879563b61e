// A child for tests: turns to a start, then computes so long that it hears nothing; on `stop` it dies with coloured last words.
const told = (message, change) =>
  process.send({
    type: 'events',
    runId: message.runId,
    events: [{ type: 'control', runId: message.runId, step: 0, action: 'start', change }],
  });
process.on('message', (message) => {
  if (message.type === 'stop') {
    process.stderr.write('\u001b]0;title\u0007\u001b[31mlast words\u001b[0m\n', () => process.exit(7));
    return;
  }
  if (message.type !== 'start') return;
  process.send({ type: 'ready', runId: message.runId });
  told(message, { epochs: message.paused ? 1 : 2 });
  if (!message.runId.startsWith('stuck')) return;
  setTimeout(() => {
    const end = Date.now() + 20_000;
    while (Date.now() < end);
  }, 5);
});
process.on('disconnect', () => process.exit(0));
