// Preloaded by a program under test: a platform for which DuckDB has no binary, or one that fails with NO_DUCK.
import Module from 'node:module';

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  if (/^@duckdb\/node-bindings-/.test(request))
    throw new Error(process.env.NO_DUCK ?? `Cannot find module '${request}'`);
  return resolve.call(this, request, ...rest);
};
