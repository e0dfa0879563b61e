// Ends a child when the channel of its parent closes. Ignores signals that a terminal or a batch system sends to the whole group,
// because the parent gets them too and decides.

process.on('disconnect', () => process.exit(0));
// SIGUSR1 would open the inspector.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1'] as const) process.on(signal, () => undefined);
