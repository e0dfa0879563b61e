// `--workers ssh:...`: the hosts that are allowed, and the arguments that GNU parallel gets. A missing parallel is said in one line.
import { mkdtempSync, writeFileSync, chmodSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostsFrom, parallelArguments, partsOf, shardsFor, shardWords } from '../../src/cli/sweepSsh.js';
import { gradtop } from '../helpers/cli.js';

describe('--workers ssh', () => {
  it.each([
    ['ssh:a,b', ['a', 'b']],
    ['ssh:me@node-1.example.org,4/n2', ['me@node-1.example.org', '4/n2']],
    ['4', null],
    [null, null],
  ])('%s names %j', (text, hosts) => {
    expect(hostsFrom(text)).toEqual(hosts);
  });

  it.each([
    'ssh:',
    'ssh:-oProxyCommand=x',
    'ssh:a,-b',
    'ssh:a b',
    'ssh:a;b',
    'ssh:$(x)',
    'ssh:0/a',
    'ssh:1/-a',
    'ssh:a\nb',
  ])('refuses %j', (text) => {
    expect(() => hostsFrom(text)).toThrow(/host ".*" is not allowed/);
  });

  it('gives the shards the command line without what belongs to this process', () => {
    const argv = [
      'sweep',
      'tanh',
      '-x',
      'depth=1..4',
      '--workers=ssh:a',
      '--log',
      'all.jsonl',
      '--csv=-',
      '--epochs',
      '3',
    ];
    expect(shardWords(argv)).toEqual(['sweep', 'tanh', '-x', 'depth=1..4', '--epochs', '3']);
    const args = parallelArguments({ hosts: ['a', '2/b'], argv, log: '/maps/all.jsonl', shards: shardsFor(100) });
    expect(args.slice(0, args.indexOf('gradtop'))).toEqual(
      expect.arrayContaining(['--quote', '--sshlogin', 'a,2/b']) as string[],
    );
    expect(args.slice(args.indexOf('--shard'), args.indexOf(':::'))).toEqual([
      ...['--shard', '{}/32', '--log', '/maps/all.part-{}.jsonl'],
    ]);
    expect(args.slice(args.indexOf(':::') + 1)).toEqual(partsOf('/maps/all.jsonl', 32).map((_, k) => String(k + 1)));
    // No shard is empty.
    expect([shardsFor(1), shardsFor(4), shardsFor(32)]).toEqual([1, 4, 32]);
    const braced = { hosts: ['a'], argv: ['sweep', 'tanh', '--data', '{}.csv'], log: 'a.jsonl', shards: 4 };
    expect(() => parallelArguments(braced)).toThrow(/holds a brace/);
  });

  it('is refused in one line where parallel is missing, or is another program', { tags: ['long'] }, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-ssh-'));
    const log = path.join(folder, 'all.jsonl');
    const flags = ['--x', 'depth=1,2', '--y', 'width=2,4', '--workers', 'ssh:nowhere', '--log', log];
    const lack = await gradtop(['sweep', 'tanh', ...flags], undefined, { PATH: folder });
    writeFileSync(path.join(folder, 'parallel'), '#!/bin/sh\necho parallel from moreutils\n');
    chmodSync(path.join(folder, 'parallel'), 0o755);
    const other = await gradtop(['sweep', 'tanh', ...flags], undefined, { PATH: `${folder}:/usr/bin:/bin` });
    for (const { code, stderr } of [lack, other]) {
      expect(code).toBe(2);
      expect(stderr.trim().split('\n').at(-1)).toMatch(/GNU parallel is not installed here/);
    }
    expect(existsSync(log)).toBe(false);
  });
});
