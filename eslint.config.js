// Lint rules: type-aware strictness for src and tests, hooks rules for the UI; in src no import circles and
// no default exports. Every file and function has a limit of size; the groups of a test file are functions without one.
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['build/**', 'dist/**', 'dist.new/**', 'node_modules/**', 'tests/fixtures/**'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/require-await': 'off',
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      // Modules are imported by the name that they are compiled to.
      'import-x/resolver-next': [createNodeResolver({ extensionAlias: { '.js': ['.ts', '.tsx', '.js'] } })],
    },
    rules: {
      'import-x/no-cycle': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'use named exports' }],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs'],
    rules: {
      'max-lines': ['error', 250],
      'max-lines-per-function': ['error', 60],
      'max-params': ['error', 5],
    },
  },
  {
    files: ['tests/**/*.test.ts', 'tests/**/*.test.tsx', 'tests/faults/*.rows.ts'],
    // The row of a table of cases is the list of parameters.
    rules: { 'max-lines-per-function': 'off', 'max-params': 'off' },
  },
  // The parameters of a vector kernel are those of a WebAssembly function.
  { files: ['src/training/simd/**'], rules: { 'max-params': 'off' } },
  { files: ['src/ui/**/*.tsx'], plugins: { 'react-hooks': hooks }, rules: hooks.configs.recommended.rules },
  {
    files: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'fast-check', message: 'take it from tests/helpers/property.ts, where its seed is' },
            { name: 'node:timers/promises', message: 'wait for what happens: tests/helpers/waiting.ts' },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']",
          message: 'wait for what happens: tests/helpers/waiting.ts',
        },
        {
          selector:
            ":matches(VariableDeclarator, BinaryExpression) > CallExpression[callee.object.name=/^(performance|Date)$/][callee.property.name='now']",
          message: 'no test measures time',
        },
      ],
    },
  },
  {
    files: ['bench/**/*.ts', 'scripts/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
);
