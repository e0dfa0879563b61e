// The scores as Markdown tables: all in all beside what is wanted and what others publish, then by kind of fault.
import type { Score } from './score.js';

const GROUPS = ['published', 'looked at', 'held back'] as const;

const share = (count: number, of: number): string =>
  of === 0 ? '-' : `${count} of ${of} (${Math.round((100 * count) / of)} %)`;

/** Published: detected, cause or place right, repaired. */
const OTHERS = [
  '| DeepDiagnosis, 53 programs | 46 detected, 34 located, 28 right fixes |',
  '| DeepFD, 52 programs | 47 detected, 27 causes right |',
  '| AUTOTRAINER, 422 runs | 414 repaired, several tries each |',
];

const isFaulty = ({ expected }: Score): boolean => expected.length > 0;
const sum = (scores: readonly Score[], count: (one: Score) => number): number =>
  scores.reduce((all, one) => all + count(one), 0);

export function scoreTable(scores: readonly Score[]): string[] {
  const row = (what: string, wanted: string, of: (group: readonly Score[]) => string): string =>
    `| ${what} | ${GROUPS.map((name) => of(scores.filter(({ group }) => group === name))).join(' | ')} | ${wanted} |`;
  const counted = (what: string, wanted: string, holds: (one: Score) => boolean): string =>
    row(what, wanted, (group) => share(group.filter(isFaulty).filter(holds).length, group.filter(isFaulty).length));
  const runs = (what: string, wanted: string, count: (one: Score) => number, of: (one: Score) => number): string =>
    row(what, wanted, (group) => {
      const own = group.filter((one) => !isFaulty(one));
      return share(sum(own, count), sum(own, of));
    });
  const all = ({ named }: Score): number => named.length;
  const learned = (one: Score): number => all(one) - (one.unlearned ?? 0);
  return [
    '| | published | synthetic, looked at | synthetic, held back | wanted |',
    '|---|---|---|---|---|',
    counted('a finding speaks at the end', '100 %', ({ speaks }) => speaks),
    counted('the verdict names the cause', '90 %', ({ right }) => right),
    counted('the first suggestion cures', '85 %', ({ curedBy }) => curedBy === 1),
    counted('one of two', '95 %', ({ curedBy }) => curedBy !== null),
    counted('first word within 30 steps', '100 %', ({ firstWord }) => firstWord !== null && firstWord <= 30),
    runs('healthy runs that learn and end with a finding', 'at most 2 %', ({ standing }) => standing, learned),
    runs('healthy runs that learn and had an alarm', '0', ({ alarms }) => alarms, learned),
    runs('runs of a healthy network that do not learn', '-', ({ unlearned }) => unlearned ?? 0, all),
    '',
    '| others, as published | |',
    '|---|---|',
    ...OTHERS,
  ];
}

/** `exploding 3, starved`: what was named, the most frequent first. */
function counts(rules: readonly string[]): string {
  const by = new Map<string, number>();
  for (const rule of rules) by.set(rule, (by.get(rule) ?? 0) + 1);
  const sorted = [...by].sort((a, b) => b[1] - a[1]);
  return sorted.map(([rule, count]) => (count === 1 ? rule : `${rule} ${count}`)).join(', ');
}

/** One row a kind of fault of the synthetic networks. */
export function kindTable(scores: readonly Score[], groups: readonly Score['group'][]): string[] {
  const own = scores.filter(({ group }) => groups.includes(group));
  const kinds = [...new Set(own.filter(isFaulty).map(({ kind }) => kind))];
  const rows = kinds.map((kind) => {
    const of = own.filter((one) => one.kind === kind);
    const count = (holds: (one: Score) => boolean): string => `${of.filter(holds).length} of ${of.length}`;
    const wrong = of.flatMap(({ named, expected }) =>
      named.filter((rule) => rule === null || !expected.includes(rule)).map((rule) => rule ?? 'nothing'),
    );
    const cells = [
      of[0]?.expected.join(' or ') ?? '',
      count(({ right }) => right),
      counts(wrong) || '-',
      count(({ curedBy }) => curedBy === 1),
      count(({ curedBy }) => curedBy !== null),
    ];
    return `| ${kind} | ${cells.join(' | ')} |`;
  });
  const accused = own.filter((one) => !isFaulty(one)).flatMap(({ named }) => named.flatMap((rule) => rule ?? []));
  return [
    '| fault | expected | named rightly | named instead (runs) | first suggestion cures | one of two |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    `Named at the end of runs of healthy networks, those that do not learn included: ${counts(accused) || 'nothing'}.`,
  ];
}
