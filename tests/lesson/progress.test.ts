// Progress of a lesson: kept, resumed, and never in the way of the lesson; and the results of a class.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { atStep, keptLesson, type Kept } from '../../src/cli/lessonProgress.js';
import { appendResult, prepareResults, resultRow } from '../../src/cli/lessonResults.js';
import { startLesson, type Answer, type LessonState } from '../../src/core/lesson/play.js';
import { lessonSchema } from '../../src/core/lesson/schema.js';
import { UserError } from '../../src/core/userError.js';

const question = { ask: 'which?', measure: 'outcome' };
const lesson = lessonSchema.parse({
  name: 'own',
  title: 't',
  teaches: 'y',
  steps: [
    { title: 'a', text: 'b', preset: 'relu', question },
    { title: 'c', text: 'd', question },
    { title: 'e', text: 'f' },
  ],
});
const RIGHT: Answer = { guess: 1, found: { answer: 1, sentence: 'loss 0.1' } };
const CLOSE: Answer = { guess: 0, found: { answer: 1, sentence: 'loss 0.3', close: true } };
const played: LessonState = {
  ...startLesson(lesson),
  index: 1,
  furthest: 2,
  answers: new Map([
    [0, RIGHT],
    [1, CLOSE],
  ]),
};

const newFolder = (): string => mkdtempSync(path.join(tmpdir(), 'gradtop-'));
const open = (folder: string, text = 'text', restart = false): Kept =>
  keptLesson({ lesson, text, file: null }, () => path.join(folder, 'deep', 'lessons'), restart);

describe('progress', () => {
  it('comes back with its step, its answers and its score', () => {
    const folder = newFolder();
    expect(open(folder)).toMatchObject({ lesson: { index: 0 }, note: null });
    expect(open(folder).keep(played)).toBeNull();
    const again = open(folder);
    expect(again.lesson).toEqual(played);
    expect(again.note).toMatch(/step 2 of 3, 1 of 1 .*--restart/);
    expect(readdirSync(path.join(folder, 'deep', 'lessons'))).toEqual(['own.json']);
  });

  it.each([
    ['another text', 'other', false, /changed/],
    ['--restart', 'text', true, null],
  ])('begins again with %s', (_what, text, restart, note) => {
    const folder = newFolder();
    open(folder).keep(played);
    const again = open(folder, text, restart);
    expect(again.lesson).toEqual(startLesson(lesson));
    if (note === null) expect(again.note).toBeNull();
    else expect(again.note).toMatch(note);
  });

  it('begins again after the end, with the earlier score', () => {
    const folder = newFolder();
    open(folder).keep({ ...played, finished: true });
    expect(open(folder)).toMatchObject({ lesson: { index: 0, answers: new Map() }, note: /1 of 1/ });
  });

  it('keeps two files of one name apart', () => {
    const folder = newFolder();
    const fileIn = (name: string): string => {
      mkdirSync(path.join(folder, name));
      writeFileSync(path.join(folder, name, 'own.yaml'), '');
      return path.join(folder, name, 'own.yaml');
    };
    const of = (file: string): Kept => keptLesson({ lesson, text: 'text', file }, () => folder, false);
    const [one, two] = [fileIn('one'), fileIn('two')];
    of(one).keep(played);
    expect([of(one).lesson.index, of(two).lesson.index]).toEqual([1, 0]);
  });

  it.each([
    ['no JSON', '{'],
    ['JSON of another kind', '{"version":1}'],
  ])('says that a file with %s cannot be read, and replaces it', (_what, text) => {
    const folder = newFolder();
    open(folder).keep(played);
    writeFileSync(path.join(folder, 'deep', 'lessons', 'own.json'), text);
    const again = open(folder);
    expect(again.lesson.index).toBe(0);
    expect(again.note).toMatch(/own\.json: it holds no progress/);
    expect(again.keep(played)).toBeNull();
    expect(open(folder).lesson).toEqual(played);
  });

  it('plays on where nothing can be kept, and says so once', () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, 'deep'), '');
    const { lesson: begun, keep } = open(folder);
    expect(begun.index).toBe(0);
    expect(keep(played)).toMatch(/^progress is not kept: .*own\.json: /);
    expect(keep(played)).toBeNull();
    const homeless = keptLesson(
      { lesson, text: '', file: null },
      () => {
        throw new UserError('no folder');
      },
      false,
    );
    expect([homeless.note, homeless.keep(played)]).toEqual(['progress is not kept: no folder', null]);
  });
});

it.each([
  [null, 1, 2],
  ['1', 0, 2],
  ['3', 2, 2],
])('--step %s begins with index %s', (step, index, furthest) => {
  expect(atStep(played, step)).toMatchObject({ index, furthest, answers: played.answers });
});
it.each(['0', '4', '-1', '1.5', 'x'])('refuses --step %s', (step) => {
  expect(() => atStep(played, step)).toThrow(/1 to 3/);
});

describe('results', () => {
  const at = new Date('2026-01-02T03:04:05Z');
  const row = '2026-01-02T03:04:05.000Z,own,2,3,no,2,1,1\n';
  const HEADER = 'date,lesson,step,steps,finished,answered,right,asked\n';

  it('are one header and a row a lesson', () => {
    const file = path.join(newFolder(), 'class.csv');
    prepareResults(file);
    prepareResults(file);
    for (const finished of [false, true]) appendResult(file, resultRow({ ...played, finished }, at));
    expect(readFileSync(file, 'utf8')).toBe(HEADER + row + row.replace(',no,', ',yes,'));
    expect(readdirSync(path.dirname(file))).toEqual(['class.csv']);
  });

  it('bring the header into a file that is empty', () => {
    const file = path.join(newFolder(), 'class.csv');
    writeFileSync(file, '');
    prepareResults(file);
    appendResult(file, row);
    expect(readFileSync(file, 'utf8')).toBe(HEADER + row);
  });

  it('are refused before the lesson if they cannot be written', () => {
    expect(() => prepareResults(path.join(newFolder(), 'missing', 'class.csv'))).toThrow(UserError);
  });
});
