// `--workers ssh:host1,host2`: the shards of a map on other machines by GNU parallel. They share the folder of the log.
import path from 'node:path';
import { EXIT, messageOf, UserError } from '../core/userError.js';
import { codeOf } from '../core/text/fileTrouble.js';
import { lastLine, runProgram, type EndedProgram } from '../runtime/program.js';

/** The most shards, for any number of hosts: a sweep resumes on other hosts. Several a host, because hosts differ in speed. */
const MOST_SHARDS = 32;
const PREFIX = 'ssh:';
/** `host`, `user@host`, `4/host` for four shards at a time; no other character reaches a command line. */
const HOST = /^(?:[1-9]\d{0,3}\/)?[A-Za-z0-9_][\w.@:-]*$/;

/** Null for a value that names no hosts. @throws UserError */
export function hostsFrom(workers: string | null): readonly string[] | null {
  if (workers?.startsWith(PREFIX) !== true) return null;
  const hosts = workers.slice(PREFIX.length).split(',');
  const wrong = hosts.find((host) => !HOST.test(host));
  if (wrong === undefined) return hosts;
  throw new UserError(
    `--workers: host ${JSON.stringify(wrong)} is not allowed; allowed: ssh:host1,user@host2,4/host3 (four shards at a time)`,
  );
}

/** The number of shards for a map of so many cells: none is empty. */
export const shardsFor = (cells: number): number => Math.min(MOST_SHARDS, cells);

/** The logs of the shards, beside the log of the map. */
export const partsOf = (log: string, shards: number): string[] => {
  const { dir, name, ext } = path.parse(log);
  return Array.from({ length: shards }, (_, k) => path.join(dir, `${name}.part-${k + 1}${ext}`));
};

export interface SshSweep {
  readonly hosts: readonly string[];
  /** The command line of this sweep. */
  readonly argv: readonly string[];
  readonly log: string;
  readonly shards: number;
}

/** Flags that belong to this process, not to the shards. */
const OWN = new Set(['workers', 'log', 'csv', 'json', 'theme', 'notify', 'fps', 'on-end', 'on-alarm']);

/** The words of the command line without the flags that are not the shards' (each has a value). */
export function shardWords(argv: readonly string[]): string[] {
  const words: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    const [, name = '', joined] = /^--([\w-]+)(=.*)?$/s.exec(word) ?? [];
    if (!OWN.has(name)) words.push(word);
    else if (joined === undefined) at += 1;
  }
  return words;
}

/** The arguments of `parallel`. @throws UserError */
export function parallelArguments({ hosts, argv, log, shards }: SshSweep): string[] {
  const words = shardWords(argv);
  const braced = [...words, log].find((word) => word.includes('{'));
  if (braced !== undefined)
    throw new UserError(`--workers ssh: ${JSON.stringify(braced)} holds a brace, which GNU parallel would replace`);
  const { dir, name, ext } = path.parse(path.resolve(log));
  return [
    ...['--quote', '--will-cite', '--jobs', '1', '--sshlogin', hosts.join(','), '--workdir', process.cwd()],
    ...['gradtop', ...words, '--plain', '--shard', `{}/${shards}`, '--log', path.join(dir, `${name}.part-{}${ext}`)],
    ':::',
    ...Array.from({ length: shards }, (_, k) => String(k + 1)),
  ];
}

const LACK =
  'GNU parallel is not installed here; install it (Debian: apt install parallel), or start --shard K/N on each host';

/** Trains all shards. @throws UserError where parallel is missing or a shard failed */
export async function trainBySsh(sweep: SshSweep): Promise<void> {
  const args = parallelArguments(sweep);
  // moreutils has another program of this name.
  const version = await parallel(['--version']);
  if (!version.output.includes('GNU parallel')) throw new UserError(`--workers ssh: ${LACK}`);
  const { code, errors } = await parallel(args);
  if (code === 0) return;
  const what = code === null ? 'GNU parallel was ended by a signal' : `${code} of ${sweep.shards} shards failed`;
  throw new UserError(`--workers ssh: ${what}; run the same command to resume; last message: ${lastLine(errors)}`, {
    exitCode: EXIT.failed,
  });
}

/** @throws UserError where parallel is missing */
async function parallel(args: readonly string[]): Promise<EndedProgram> {
  try {
    return await runProgram('parallel', args);
  } catch (error) {
    const missing = codeOf(error) === 'ENOENT';
    throw new UserError(`--workers ssh: ${missing ? LACK : messageOf(error)}`, { cause: error });
  }
}
