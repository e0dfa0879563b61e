// The reader of TensorBoard's event files. All files of one run form one log, including those in inner folders.
import { readBoard } from './tensorboard/read.js';
import { followBoard } from './tensorboard/follow.js';
import { isEventFile, runFolders } from './tensorboard/folders.js';
import { jumpInBoard } from './tensorboard/jump.js';
import { isHead } from './tensorboard/records.js';
import { filesBelow } from '../filesBelow.js';
import type { LogReader } from '../reader.js';

export const tensorboardReader: LogReader = {
  name: 'tensorboard',
  title: 'TensorBoard event files',
  sniff(source, head) {
    if (source.kind === 'folder') {
      const [root, ...others] = runFolders(source.path, filesBelow(source.path));
      return root === source.path && others.length === 0 ? 'certain' : 'no';
    }
    const named = isEventFile(source.path);
    // The name decides before the first record has arrived, and if the file begins with zeros.
    if (head.every((byte) => byte === 0)) return named ? 'certain' : head.length === 0 ? 'possible' : 'no';
    return isHead(head, 0) ? 'certain' : named ? 'likely' : 'no';
  },
  read: readBoard,
  follow: followBoard,
  jump: jumpInBoard,
  folders: runFolders,
  owns: isEventFile,
};
