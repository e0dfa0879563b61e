// A child for tests: answers a start, then computes so long that it hears nothing; on `stop` it dies with coloured last words.
process.on('message', (message) => {
  if (message.type === 'stop') {
    process.stderr.write('\u001b]0;title\u0007\u001b[31mlast words\u001b[0m\n', () => process.exit(7));
    return;
  }
  if (message.type !== 'start') return;
  process.send({
    type: 'events',
    runId: message.runId,
    events: [{ type: 'control', runId: message.runId, step: 0, action: 'x' }],
  });
  if (message.runId !== 'a') return;
  setTimeout(() => {
    const end = Date.now() + 3000;
    while (Date.now() < end);
  }, 5);
});
process.on('disconnect', () => process.exit(0));
