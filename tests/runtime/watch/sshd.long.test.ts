// `host:FILE` through a real ssh and a real sshd on the loopback interface. Skipped, with the reason, where there is no sshd.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { accessSync, appendFileSync, chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GUARD_MS } from '../../helpers/waiting.js';
import { remoteSource } from '../../../src/runtime/watch/remote.js';

const SSHD = '/usr/sbin/sshd';
const missing = [SSHD, '/usr/bin/ssh', '/usr/bin/ssh-keygen', ...(userInfo().uid === 0 ? ['/run/sshd'] : [])].find(
  (file) => !exists(file),
);
if (missing !== undefined) process.stdout.write(`sshd.long.test.ts: skipped, because ${missing} is missing\n`);

function exists(file: string): boolean {
  try {
    accessSync(file);
    return true;
  } catch {
    // Missing.
    return false;
  }
}

describe.skipIf(missing !== undefined)('a loopback sshd', () => {
  const place = mkdtempSync(path.join(tmpdir(), 'gradtop-sshd-'));
  const at = (name: string): string => path.join(place, name);
  let port = 0;
  let server: ChildProcess | null = null;

  const start = async (): Promise<void> => {
    server = spawn(SSHD, ['-D', '-e', '-f', at('sshd_config')], { stdio: 'ignore' });
    await vi.waitUntil(() => answers(port), { timeout: GUARD_MS });
  };

  beforeAll(async () => {
    port = await freePort();
    for (const key of ['host', 'user'])
      execFileSync('/usr/bin/ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
    writeFileSync(at('authorized'), readFileSync(at('user.pub')));
    writeFileSync(
      at('sshd_config'),
      [
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${at('host')}`,
        `AuthorizedKeysFile ${at('authorized')}`,
        `PidFile ${at('pid')}`,
        'StrictModes no',
        'UsePAM no',
        'PermitRootLogin yes',
        '',
      ].join('\n'),
    );
    writeFileSync(at('known'), `[127.0.0.1]:${port} ${readFileSync(at('host.pub'), 'utf8')}`);
    writeFileSync(
      at('ssh_config'),
      `Host gpu1\n  HostName 127.0.0.1\n  Port ${port}\n  IdentityFile ${at('user')}\n  UserKnownHostsFile ${at('known')}\n`,
    );
    // Ignores the user's own configuration.
    writeFileSync(at('ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F '${at('ssh_config')}' "$@"\n`);
    chmodSync(at('ssh'), 0o755);
    await start();
  });
  afterAll(() => server?.kill());

  it('delivers a growing file, and resumes after the server stopped', async () => {
    const file = at("it's a run.jsonl");
    writeFileSync(file, 'one\n');
    const trouble: (string | null)[] = [];
    const stream = remoteSource(
      { host: 'gpu1', file },
      { onTrouble: (words) => trouble.push(words), program: at('ssh'), retryMs: [100] },
    ).readable();
    let text = '';
    stream.on('data', (bytes: Buffer) => (text += bytes.toString()));
    try {
      await expect.poll(() => text).toBe('one\n');
      appendFileSync(file, 'two\n');
      await expect.poll(() => text).toBe('one\ntwo\n');
      // The server and its sessions end, as in a reboot.
      execFileSync('pkill', ['-P', String(server?.pid)]);
      server?.kill();
      await expect.poll(() => trouble.length).toBeGreaterThan(0);
      appendFileSync(file, 'three\n');
      await start();
      await expect.poll(() => text).toBe('one\ntwo\nthree\n');
      expect(trouble.at(-1)).toBeNull();
    } finally {
      stream.destroy();
    }
  });

  it('names the remedy if the key is not accepted', async () => {
    writeFileSync(at('authorized'), '');
    const trouble: (string | null)[] = [];
    const stream = remoteSource(
      { host: 'gpu1', file: 'x' },
      { onTrouble: (words) => trouble.push(words), program: at('ssh'), retryMs: [60_000] },
    ).readable();
    await expect.poll(() => trouble.length).toBe(1);
    expect(trouble[0]).toContain('refuses the login');
    stream.destroy();
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
