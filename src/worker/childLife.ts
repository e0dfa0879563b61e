// Ends a child when its parent's channel closes, and not by signals that a terminal or a batch system sends to the group.
// The parent gets these signals too, and it decides.

process.on('disconnect', () => process.exit(0));
// SIGUSR1 would open the inspector.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1'] as const) process.on(signal, () => undefined);
