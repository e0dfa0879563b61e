import { describe, expect, it } from 'vitest';
import { EXIT, exitCodeAfter, messageOf, UserError } from '../../src/core/userError.js';

describe('UserError', () => {
  it('has one line for each mistake, and exit code 2 unless the work failed', () => {
    const error = new UserError(['--depth: 0', '--width: x']);
    expect(error.lines).toEqual(['--depth: 0', '--width: x']);
    expect(error.message).toBe('--depth: 0\n--width: x');
    expect(exitCodeAfter(error)).toBe(EXIT.usage);
    expect(exitCodeAfter(new UserError('the disk is full', { exitCode: EXIT.failed }))).toBe(EXIT.failed);
    expect(exitCodeAfter(new TypeError('a defect'))).toBe(EXIT.failed);
  });

  it('removes control characters and line ends', () => {
    const [line = ''] = new UserError('a\u001b[2Jb\u009dc\nd\u202e').lines;
    expect(line).toBe('ab d');
    expect([...(new UserError('x'.repeat(5000)).lines[0] ?? '')]).toHaveLength(1000);
  });

  it('keeps its cause', () => {
    const cause = new Error('ENOSPC');
    expect(new UserError('log: full', { cause }).cause).toBe(cause);
  });
});

it.each([
  [new Error('one'), 'one'],
  ['text', 'text'],
  [undefined, 'undefined'],
])('messageOf gives the text of %s', (thrown, text) => {
  expect(messageOf(thrown)).toBe(text);
});
