// The recipes of docs/sweep.md: the Kubernetes manifest is an indexed Job whose command is a shard. scripts/sweepRecipes.sh runs them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { shardFrom } from '../../src/cli/shardFlag.js';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/sweep.md'), 'utf8');
const manifest = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';

/** The fields of a batch/v1 Job that the manifest may use. */
const job = z.strictObject({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('Job'),
  metadata: z.strictObject({ name: z.string().regex(/^[a-z0-9-]{1,63}$/) }),
  spec: z.strictObject({
    completionMode: z.literal('Indexed'),
    completions: z.int().positive(),
    parallelism: z.int().positive(),
    backoffLimit: z.int(),
    template: z.strictObject({
      spec: z.strictObject({
        restartPolicy: z.enum(['OnFailure', 'Never']),
        containers: z.tuple([
          z.strictObject({
            name: z.string(),
            image: z.string(),
            command: z.array(z.string()),
            args: z.array(z.string()),
            env: z.array(
              z.strictObject({
                name: z.string(),
                valueFrom: z.strictObject({ fieldRef: z.strictObject({ fieldPath: z.string() }) }),
              }),
            ),
            resources: z.strictObject({ requests: z.strictObject({ cpu: z.string(), memory: z.string() }) }),
            volumeMounts: z.array(z.strictObject({ name: z.string(), mountPath: z.string() })),
          }),
        ]),
        volumes: z.array(
          z.strictObject({
            name: z.string(),
            persistentVolumeClaim: z.strictObject({ claimName: z.string() }),
          }),
        ),
      }),
    }),
  }),
});

it('has a manifest of an indexed Job whose tasks are all shards, each with its own log on the volume', () => {
  const { spec } = job.parse(parse(manifest));
  const [{ args, env, volumeMounts }] = spec.template.spec.containers;
  expect(env.map(({ name }) => name)).toEqual(['JOB_COMPLETION_INDEX']);
  expect(volumeMounts[0]?.name).toBe(spec.template.spec.volumes[0]?.name);
  const tasks = Array.from({ length: spec.completions }, (_, k) => {
    const index = String(k);
    const words = args.map((word) => word.replace('$(JOB_COMPLETION_INDEX)', index));
    const value = (flag: string): string => words[words.indexOf(flag) + 1] ?? '';
    return { shard: shardFrom(value('--shard'), { JOB_COMPLETION_INDEX: index }), log: value('--log') };
  });
  expect(tasks.map(({ shard }) => shard.index)).toEqual(tasks.map((_, k) => k + 1));
  expect(new Set(tasks.map(({ log }) => log)).size).toBe(spec.completions);
  for (const { log } of tasks) expect(path.dirname(log)).toBe(volumeMounts[0]?.mountPath);
});
