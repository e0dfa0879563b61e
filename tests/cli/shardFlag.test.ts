// `--shard`: K/N, and what schedulers say in the environment.
import { describe, expect, it } from 'vitest';
import { shardFrom } from '../../src/cli/shardFlag.js';

const slurm = (id: number, min: number, count: number, step = 1) => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_MIN: String(min),
  SLURM_ARRAY_TASK_MAX: String(min + (count - 1) * step),
  SLURM_ARRAY_TASK_COUNT: String(count),
  SLURM_ARRAY_TASK_STEP: String(step),
});

describe('--shard', () => {
  it.each([
    ['3/8', {}, [3, 8]],
    ['auto', slurm(0, 0, 8), [1, 8]],
    ['auto', slurm(7, 0, 8), [8, 8]],
    ['auto', slurm(3, 1, 8), [3, 8]],
    ['auto', slurm(14, 10, 3, 2), [3, 3]],
    // One task of the array, submitted once more.
    ['auto/8', slurm(3, 3, 1), [3, 8]],
    ['auto/8', { JOB_COMPLETION_INDEX: '0' }, [1, 8]],
    ['auto/8', { JOB_COMPLETION_INDEX: '7' }, [8, 8]],
    ['auto/8', { PARALLEL_SEQ: '8', JOB_COMPLETION_INDEX: '' }, [8, 8]],
  ])('%s with %j', (text, env, [index, of]) => {
    expect(shardFrom(text, env)).toEqual({ index, of });
  });

  it.each([
    ['8', {}, /"8" is not allowed; allowed: K\/N such as 3\/8/],
    ['9/8', {}, /"9\/8" is not allowed/],
    ['auto', {}, /none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, PARALLEL_SEQ is set/],
    ['auto', { JOB_COMPLETION_INDEX: '0' }, /Kubernetes does not say how many .*auto\/N/],
    ['auto', { PARALLEL_SEQ: '1' }, /GNU parallel does not say how many/],
    ['auto/8', { PARALLEL_SEQ: '9' }, /PARALLEL_SEQ is 9; allowed: 1 to 8/],
    ['auto/8', { JOB_COMPLETION_INDEX: '8' }, /JOB_COMPLETION_INDEX is 8; allowed: 0 to 7/],
    ['auto/8', { JOB_COMPLETION_INDEX: '-1' }, /JOB_COMPLETION_INDEX is "-1"; allowed: a whole number/],
    ['auto/8', { PARALLEL_SEQ: '1', SLURM_ARRAY_TASK_ID: '1' }, /SLURM_ARRAY_TASK_ID, PARALLEL_SEQ are set/],
    ['auto', { ...slurm(7, 1, 3), SLURM_ARRAY_TASK_MAX: '7' }, /ids of this array have gaps/],
    ['auto', { SLURM_ARRAY_TASK_ID: '1' }, /SLURM_ARRAY_TASK_MIN is ""; allowed: a whole number/],
    ['auto/0', { PARALLEL_SEQ: '1' }, /PARALLEL_SEQ is 1/],
  ])('%s with %j is refused', (text, env, line) => {
    expect(() => shardFrom(text, env)).toThrow(line);
  });
});
