// The scores as a Markdown table, beside what is wanted and what others publish.
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

export function scoreTable(scores: readonly Score[]): string[] {
  const row = (what: string, wanted: string, of: (group: readonly Score[]) => string): string =>
    `| ${what} | ${GROUPS.map((name) => of(scores.filter(({ group }) => group === name))).join(' | ')} | ${wanted} |`;
  const faulty = (group: readonly Score[]): Score[] => group.filter(({ expected }) => expected.length > 0);
  const healthy = (group: readonly Score[]): Score[] => group.filter(({ expected }) => expected.length === 0);
  const counted = (what: string, wanted: string, holds: (one: Score) => boolean): string =>
    row(what, wanted, (group) => share(faulty(group).filter(holds).length, faulty(group).length));
  const runs = (what: string, wanted: string, count: (one: Score) => number): string =>
    row(what, wanted, (group) => {
      const own = healthy(group);
      return share(
        own.reduce((sum, one) => sum + count(one), 0),
        own.reduce((sum, one) => sum + one.named.length, 0),
      );
    });
  return [
    '| | published | made up, looked at | made up, held back | wanted |',
    '|---|---|---|---|---|',
    counted('a finding speaks at the end', '100 %', ({ speaks }) => speaks),
    counted('the verdict names the cause', '90 %', ({ right }) => right),
    counted('the first suggestion cures', '85 %', ({ curedBy }) => curedBy === 1),
    counted('one of two', '95 %', ({ curedBy }) => curedBy !== null),
    counted('first word within 30 steps', '100 %', ({ firstWord }) => firstWord !== null && firstWord <= 30),
    runs('healthy runs that end with a finding', 'at most 2 %', ({ standing }) => standing),
    runs('healthy runs with an alarm', '0', ({ alarms }) => alarms),
    '',
    '| others, as published | |',
    '|---|---|',
    ...OTHERS,
  ];
}
