// Preloaded by a program under test: a platform for which DuckDB has no binary.
import Module from 'node:module';

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  if (/^@duckdb\/node-bindings-/.test(request)) throw new Error(`Cannot find module '${request}'`);
  return resolve.call(this, request, ...rest);
};
