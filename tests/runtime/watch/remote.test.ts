// `host:FILE`: what is refused, how the file is quoted, and a connection that breaks and comes back.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { inWords, quoted, remoteNamed, remoteSource, sshArguments } from '../../../src/runtime/watch/remote.js';
import { fakeSsh } from '../../helpers/fakeSsh.js';
import { UserError } from '../../../src/core/userError.js';

describe('a word', () => {
  it.each([
    ['gpu1:run.jsonl', { host: 'gpu1', file: 'run.jsonl' }],
    ['me@gpu1.example:~/work/a b.jsonl', { host: 'me@gpu1.example', file: '~/work/a b.jsonl' }],
    ['gpu1:a:b', { host: 'gpu1', file: 'a:b' }],
  ])('%s names a remote file', (word, remote) => {
    expect(remoteNamed(word)).toEqual(remote);
  });

  it.each(['run.jsonl', './gpu1:run.jsonl', 'C:\\run.jsonl', 'C:/run.jsonl', ':file', ''])('%j does not', (word) => {
    expect(remoteNamed(word)).toBeNull();
  });

  it.each(['-oProxyCommand=touch x:file', 'host:-n', 'a b:file', 'host;x:file', '$(x):file', 'host:'])(
    '%j is refused',
    (word) => {
      expect(() => remoteNamed(word)).toThrow(UserError);
    },
  );
});

describe.skipIf(process.platform === 'win32')('the remote shell', () => {
  it.each(['plain', 'a b', "it's", '$(touch x)', '`x`', 'a;b', 'a"b', 'a\nb', '*', '\\'])(
    'gets %j as one word',
    (file) => {
      expect(execFileSync('/bin/sh', ['-c', `printf %s ${quoted(file)}`], { encoding: 'utf8' })).toBe(file);
    },
  );

  it('expands the home folder alone', () => {
    const show = (file: string): string =>
      execFileSync('/bin/sh', ['-c', `printf %s ${quoted(file)}`], { encoding: 'utf8', env: { HOME: '/h' } });
    expect(show('~/a b')).toBe('/h/a b');
    expect(show('a~/b')).toBe('a~/b');
  });

  it('gets host and command after the last option', () => {
    const words = sshArguments({ host: 'gpu1', file: 'x' }, 8);
    expect(words.slice(words.indexOf('--'))).toEqual(['--', 'gpu1', "tail -c +8 -F 'x'"]);
  });
});

it.each([
  ['ssh: Could not resolve hostname gpu9: Name or service not known', 'no such host'],
  ['me@gpu1: Permission denied (publickey,password).', 'login'],
  ['Host key verification failed.', 'host key'],
  ['ssh: connect to host gpu1 port 22: Connection refused', 'refuses the connection'],
  ["tail: cannot open 'x' for reading: No such file or directory", 'no such file'],
  ['\u001b[31mstrange', 'strange'],
])('%s', (stderr, words) => {
  expect(inWords('gpu1', stderr)).toContain(words);
  expect(inWords('gpu1', stderr)).not.toContain('\u001b');
});

describe.skipIf(process.platform === 'win32')('a connection', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-remote-'));
  let close = (): unknown => undefined;
  afterEach(() => close());

  const follow = (place: string, file: string, before = '') => {
    const ssh = fakeSsh(place, before);
    const trouble: (string | null)[] = [];
    const source = remoteSource(
      { host: 'gpu1', file },
      { onTrouble: (words) => trouble.push(words), program: ssh.program, retryMs: [1] },
    );
    const stream = source.readable();
    close = () => stream.destroy();
    let text = '';
    stream.on('data', (bytes: Buffer) => (text += bytes.toString()));
    return { ssh, trouble, text: () => text };
  };

  it('resumes at the byte where it broke', async () => {
    const place = mkdtempSync(path.join(folder, 'a-'));
    const file = path.join(place, "it's.log");
    writeFileSync(file, 'one\ntwo\n');
    // The first connection ends after the present content.
    const { ssh, text, trouble } = follow(place, file, `[ $n -eq 1 ] && { head -c 8 "${file}"; exit 255; }`);
    await expect.poll(text).toBe('one\ntwo\n');
    appendFileSync(file, 'three\n');
    await expect.poll(text).toBe('one\ntwo\nthree\n');
    expect(ssh.calls().map((words) => words.at(-1)?.split(' -F')[0])).toEqual(['tail -c +1', 'tail -c +9']);
    expect(trouble[0]).toContain('gpu1');
    expect(trouble.at(-1)).toBeNull();
  });

  it('waits for a missing file, and reports it', { tags: ['long'] }, async () => {
    const place = mkdtempSync(path.join(folder, 'b-'));
    const file = path.join(place, 'late.log');
    const { text, trouble } = follow(place, file);
    await expect.poll(() => trouble.length).toBeGreaterThan(0);
    writeFileSync(file, 'one\n');
    await expect.poll(text).toBe('one\n');
  });

  it('reports that ssh is not installed', async () => {
    const trouble: (string | null)[] = [];
    const source = remoteSource(
      { host: 'gpu1', file: 'x' },
      { onTrouble: (words) => trouble.push(words), program: path.join(folder, 'none'), retryMs: [1000] },
    );
    const stream = source.readable();
    close = () => stream.destroy();
    await expect.poll(() => trouble).toEqual([expect.stringContaining('not installed')]);
  });
});
