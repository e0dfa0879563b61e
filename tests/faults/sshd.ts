// A real SSH server on the loopback interface, with keys of its own in a temporary folder; it ends with the tests.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SERVERS = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'];
const serverFile = (): string | undefined => SERVERS.find((file) => existsSync(file));

/** The reason why no server can be started here, or null. */
export function lacksSshd(): string | null {
  if (serverFile() === undefined) return 'no sshd here (Debian: apt-get install openssh-server)';
  const client = spawnSync('ssh', ['-V'], { stdio: 'ignore' });
  return client.status === 0 ? null : 'no ssh here (Debian: apt-get install openssh-client)';
}

export interface Sshd {
  /** Arguments of `ssh` that run a command of a shell in a terminal. */
  client(command: string, options?: readonly string[]): string[];
  stop(): void;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => socket.destroy()).once('error', () => resolve(false));
    socket.once('close', (failed) => resolve(!failed));
  });

function makeKey(file: string): void {
  const { status } = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`ssh-keygen: ${file} cannot be made`);
}

const configOf = (folder: string, port: number): string => `
Port ${port}
ListenAddress 127.0.0.1
HostKey ${folder}/host
AuthorizedKeysFile ${folder}/user.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
AcceptEnv LANG LC_*
PrintMotd no
LogLevel ERROR
`;

export async function startSshd(): Promise<Sshd> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-sshd-'));
  for (const key of ['host', 'user']) makeKey(path.join(folder, key));
  // The system's own service would have created this folder.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const port = await freePort();
  writeFileSync(path.join(folder, 'config'), configOf(folder, port));
  const server: ChildProcess = spawn(serverFile() ?? '', ['-D', '-e', '-f', path.join(folder, 'config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (server.exitCode !== null || tries > 600) throw new Error(`sshd does not start: ${said}`);
    await sleep(50);
  }
  const usual = [
    ...['-tt', '-F', '/dev/null', '-p', String(port), '-i', path.join(folder, 'user'), '-o', 'IdentitiesOnly=yes'],
    ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'],
  ];
  return {
    client: (command, options = []) => [...usual, ...options, `${userInfo().username}@127.0.0.1`, command],
    stop() {
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
