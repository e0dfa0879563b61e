// A reader of tables for runs on generated data.
import type { ReadTable } from '../../src/data/index.js';

export const noTable: ReadTable = () => Promise.reject(new Error('no table is read here'));
