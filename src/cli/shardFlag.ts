// `--shard`: K/N, or the task number in the environment variables of a scheduler.
import { MOST_SHARDS, parseShard, type Shard } from '../core/sweep/shard.js';
import { UserError } from '../core/userError.js';

type Environment = Readonly<Record<string, string | undefined>>;

const ALLOWED = 'allowed: K/N such as 3/8, auto, auto/N';

/** The variables in which a scheduler numbers its tasks. `first`: the index of the first task if the total is known. */
interface Scheduler {
  readonly index: string;
  readonly first: number;
  readonly name: string;
}
const SLURM: Scheduler = { index: 'SLURM_ARRAY_TASK_ID', first: 1, name: 'Slurm' };
const SCHEDULERS: readonly Scheduler[] = [
  SLURM,
  { index: 'JOB_COMPLETION_INDEX', first: 0, name: 'Kubernetes' },
  { index: 'PARALLEL_SEQ', first: 1, name: 'GNU parallel' },
];

/** @throws UserError */
export function shardFrom(text: string, env: Environment): Shard {
  const match = /^auto(?:\/(\d{1,6}))?$/.exec(text);
  if (match !== null) return ofScheduler(text, match[1] === undefined ? null : Number(match[1]), env);
  const shard = parseShard(text);
  if (shard === null)
    throw new UserError(`--shard: ${JSON.stringify(text)} is not allowed; ${ALLOWED}, with K from 1 to N`);
  return shard;
}

function ofScheduler(text: string, total: number | null, env: Environment): Shard {
  const here = SCHEDULERS.filter(({ index }) => (env[index] ?? '') !== '');
  const [scheduler] = here;
  const names = (list: readonly Scheduler[]): string => list.map(({ index }) => index).join(', ');
  if (scheduler === undefined)
    throw new UserError(`--shard ${text}: none of ${names(SCHEDULERS)} is set; allowed: K/N such as 3/8`);
  if (here.length > 1)
    throw new UserError(`--shard ${text}: ${names(here)} are set, which name several shards; allowed: K/N such as 3/8`);
  if (total === null && scheduler !== SLURM)
    throw new UserError(`--shard auto: ${scheduler.name} does not say how many shards there are; allowed: auto/N`);
  const { index, of } = total === null ? slurmArray(env) : { index: whole(env, scheduler.index), of: total };
  const shard = total === null ? index : index - scheduler.first + 1;
  if (of < 1 || of > MOST_SHARDS || shard < 1 || shard > of)
    throw new UserError(
      `--shard ${text}: ${scheduler.index} is ${env[scheduler.index]}; allowed: ${scheduler.first} to ${scheduler.first + of - 1}`,
    );
  return { index: shard, of };
}

/** `--array=0-14:2` has the ids 0, 2, ..., 14. */
function slurmArray(env: Environment): Shard {
  const step = (env['SLURM_ARRAY_TASK_STEP'] ?? '') === '' ? 1 : whole(env, 'SLURM_ARRAY_TASK_STEP');
  const from = whole(env, 'SLURM_ARRAY_TASK_ID') - whole(env, 'SLURM_ARRAY_TASK_MIN');
  const of = whole(env, 'SLURM_ARRAY_TASK_COUNT');
  const index = 1 + from / Math.max(1, step);
  // `--array=1,5,7` counts three tasks whose ids name no place.
  if (!Number.isInteger(index) || index < 1 || index > of)
    throw new UserError('--shard auto: the ids of this array have gaps; allowed: --array=1-N with --shard auto/N');
  return { index, of };
}

function whole(env: Environment, name: string): number {
  const text = env[name] ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UserError(`--shard auto: ${name} is ${JSON.stringify(text)}; allowed: a whole number`);
}
