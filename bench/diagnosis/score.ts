// What gradtop says of a network, and what its suggestions achieve: three seeds each, as `gradtop cure` trains them.
import { performance } from 'node:perf_hooks';
import type { Config } from '../../src/core/config/schema.js';
import { Search, seedsOf, type Candidate, type Tried } from '../../src/core/cure/search.js';
import { changed } from '../../src/core/cure/suggestions.js';
import { createStreamDiagnoser } from '../../src/core/diagnosis/diagnose.js';
import type { RuleName } from '../../src/core/diagnosis/ruleNames.js';
import { verdict } from '../../src/core/diagnosis/verdict.js';
import { applyEvent, createRunState } from '../../src/core/run/applyEvent.js';
import type { RunState } from '../../src/core/run/runState.js';
import { readSplit } from '../../src/table/cache.js';
import { chooseEngine } from '../../src/training/backends.js';
import { train } from '../../src/training/loop.js';
import { LEARNED, type Net } from './made.js';

interface Trained {
  readonly run: RunState;
  /** Step of the first finding; null: none. */
  readonly firstWord: number | null;
  readonly alarmed: readonly RuleName[];
}

async function trained(config: Config): Promise<Trained> {
  const diagnose = createStreamDiagnoser();
  let run = createRunState('bench', config);
  let firstWord: number | null = null;
  const alarmed: RuleName[] = [];
  const options = {
    runId: 'bench',
    config,
    createEngine: (asked: Parameters<typeof chooseEngine>[1]) =>
      chooseEngine('compiled', asked, () => performance.now()),
    readTable: readSplit,
    nodeVersion: '',
    startedAt: '',
    now: () => 0,
  };
  await train(options, (event) => {
    run = applyEvent(run, event);
    for (const finding of diagnose(event)) {
      run = applyEvent(run, finding);
      firstWord ??= finding.step;
      if (finding.level === 'alarm') alarmed.push(finding.rule);
    }
  });
  return { run, firstWord, alarmed };
}

export interface Score {
  readonly id: string;
  readonly group: Net['group'];
  readonly kind: string;
  readonly expected: readonly RuleName[];
  /** The finding of each seed's verdict at the end. */
  readonly named: readonly (RuleName | null)[];
  readonly firstWord: number | null;
  readonly speaks: boolean;
  readonly right: boolean;
  /** Tries until cured: 1 or 2; null: neither. */
  readonly curedBy: number | null;
  readonly tries: readonly string[];
  /** Runs of the network as it is that do not learn here: all of a faulty one, none of a healthy one is expected. Null: not judged. */
  readonly unlearned: number | null;
  /** Runs that learn and yet end with a finding, or ever had an alarm: wrong accusations of a healthy network. */
  readonly standing: number;
  readonly alarms: number;
}

/** What is left of the task when the run has ended; see the plain trainer. */
function leftOver({ run }: Trained): number {
  const { end } = run;
  const [classes, majority = 0.5] = [run.run?.dataset?.classes, run.run?.dataset?.majority];
  if (end?.reason !== 'completed') return Infinity;
  if (classes !== 0) return (1 - (end.accuracy ?? 0)) / (1 - majority);
  return (end.loss ?? Infinity) / (run.run?.labelEntropy ?? NaN);
}

/** At least two of three. */
const most = <T>(values: readonly T[], holds: (value: T) => boolean): boolean =>
  values.filter(holds).length * 3 >= values.length * 2;

/** Suggestions for a network that is well as it is, whose fault its task does not show: they must leave it well. */
function furtherOf({ base, tries, config }: Search): Candidate | null {
  const suggestion = base?.cured === true ? base.suggestions[tries.length] : undefined;
  if (base === null || suggestion === undefined) return null;
  const { rule, change } = suggestion;
  return { parent: base, change, cause: rule, config: changed(config, change) };
}

async function tryNext(search: Search, net: Net): Promise<{ runs: Trained[]; cured: boolean; tried: Tried } | null> {
  const candidate = search.next() ?? furtherOf(search);
  if (candidate === null) return null;
  const runs: Trained[] = [];
  for (const config of seedsOf(candidate.config)) runs.push(await trained(config));
  const tried = search.take(
    candidate,
    runs.map(({ run }) => run),
  );
  // Published networks come without a limit of their task: they are judged as `gradtop cure` does.
  const cured = net.group === 'published' ? tried.cured : most(runs, (run) => leftOver(run) <= LEARNED);
  return { runs, cured, tried };
}

export async function score(net: Net): Promise<Score> {
  const search = new Search(net.config);
  const base = await tryNext(search, net);
  if (base === null) throw new Error(`${net.id}: not trained`);
  const { runs } = base;
  const named = runs.map(({ run }) => verdict(run).finding?.rule ?? null);
  const words = runs.flatMap(({ firstWord }) => firstWord ?? []).sort((a, b) => a - b);
  const isMade = net.group !== 'published';
  const learned = isMade ? runs.filter((run) => leftOver(run) <= LEARNED) : runs;
  const tries: string[] = [];
  let curedBy: number | null = null;
  for (let i = 1; net.expected.length > 0 && i <= 2 && curedBy === null; i += 1) {
    const next = await tryNext(search, net);
    if (next === null) break;
    tries.push(JSON.stringify(next.tried.change));
    if (next.cured) curedBy = i;
  }
  return {
    id: net.id,
    group: net.group,
    kind: net.kind,
    expected: net.expected,
    named,
    firstWord: words[words.length >> 1] ?? null,
    speaks: most(named, (rule) => rule !== null),
    right: most(named, (rule) => rule !== null && net.expected.includes(rule)),
    curedBy,
    tries,
    unlearned: isMade ? runs.length - learned.length : null,
    standing: learned.filter(({ run }) => run.active.size > 0).length,
    alarms: learned.filter(({ alarmed }) => alarmed.length > 0).length,
  };
}
