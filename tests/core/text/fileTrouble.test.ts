// System errors in words.
import { describe, expect, it } from 'vitest';
import { codeOf, whyNotRead, whyNotWritten } from '../../../src/core/text/fileTrouble.js';

const system = (code: string): Error => Object.assign(new Error('open'), { code });

describe('trouble with a file', () => {
  it.each([
    ['ENOENT', 'no such file', 'no such folder'],
    ['EISDIR', 'it is a folder', 'it is a folder'],
    ['EACCES', 'permission denied', 'permission denied'],
    ['ENOSPC', 'ENOSPC', 'the disk is full'],
    ['ENOTDIR', 'part of the path is not a folder', 'part of the path is not a folder'],
    ['EROFS', 'EROFS', 'read-only file system'],
    ['EMFILE', 'EMFILE', 'EMFILE'],
  ])('%s', (code, read, written) => {
    expect(codeOf(system(code))).toBe(code);
    expect(whyNotRead(system(code))).toBe(read);
    expect(whyNotWritten(system(code))).toBe(written);
  });

  it('other errors keep their message', () => {
    expect(whyNotRead(new Error('odd'))).toBe('odd');
    expect(whyNotWritten('odd')).toBe('odd');
  });
});
