import importX from 'eslint-plugin-import-x'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

/** Who may import whom (ARCHITECTURE.md, "Arrows"). Each row: files in `target` may not import from any of `from`. */
const arrows = [
  [
    'lib/core',
    [
      'lib/protocol',
      'lib/transport',
      'lib/worker',
      'lib/client',
      'lib/server',
      'components',
      'app',
      'signaling',
      'cli',
    ],
  ],
  [
    'lib/protocol',
    ['lib/transport', 'lib/worker', 'lib/client', 'lib/server', 'components', 'app', 'signaling', 'cli'],
  ],
  ['lib/transport', ['lib/worker', 'lib/client', 'lib/server', 'components', 'app', 'signaling', 'cli']],
  ['lib/worker', ['lib/client', 'lib/server', 'components', 'app', 'signaling', 'cli']],
  // The witness is a program of its own: the coordinator starts it by its file and imports nothing of it (docs/adr/0010).
  ['witness/main.ts', ['lib/client', 'lib/server', 'components', 'app', 'signaling', 'cli']],
  ['lib/client', ['lib/worker', 'lib/server', 'components', 'app', 'signaling', 'cli']],
  ['lib/server', ['lib/transport', 'lib/worker', 'lib/client', 'components', 'app', 'signaling', 'cli']],
  ['components', ['lib/server', 'app', 'signaling', 'cli']],
  ['app', ['signaling', 'cli']],
  ['pages', ['signaling', 'cli']],
  ['signaling', ['lib/transport', 'lib/worker', 'lib/client', 'components', 'app', 'cli', 'witness']],
]

const here = import.meta.dirname
const zones = arrows.flatMap(([target, from]) =>
  from.map((folder) => ({
    target: `${here}/${target}`,
    from: `${here}/${folder}`,
    message: `${target} may not import ${folder} (ARCHITECTURE.md, "Arrows").`,
  })),
)

const impure = [
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'fetch',
  'process',
  'window',
  'document',
  'navigator',
  'performance',
  'crypto',
  'console',
]

export default tseslint.config(
  { ignores: ['.next/**', 'data/**', 'public/**', 'lib/server/generated/**', 'next-env.d.ts', 'test-results/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mjs}'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver': { typescript: { project: `${here}/tsconfig.json` } } },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': ['error', { maxDepth: 6, ignoreExternal: true }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['lib/**/*.ts', 'signaling/**/*.ts', 'witness/**/*.ts', 'components/**/*.{ts,tsx}', 'app/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: here } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // A core only decides: no clock, no chance, no I/O, nothing from outside (STYLE: "A core that only decides").
    files: ['lib/core/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...impure.map((name) => ({ name, message: 'lib/core is pure.' })),
        { name: 'Date', message: 'Time travels inside events.' },
      ],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Chance is an argument.' }],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(?!\\.{1,2}/|@/lib/core/)', message: 'lib/core imports only itself.' }] },
      ],
    },
  },
  {
    files: ['components/**/*.tsx', 'app/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks, 'jsx-a11y': jsxA11y },
    rules: {
      ...reactHooks.configs['recommended-latest'].rules,
      ...jsxA11y.flatConfigs.recommended.rules,
      // What scrolls must be reachable by keyboard; these roles name such areas.
      'jsx-a11y/no-noninteractive-tabindex': ['error', { tags: [], roles: ['tabpanel', 'region', 'log'] }],
    },
  },
  { files: ['cli/**', 'bench/**', 'e2e/**', '*.config.*'], rules: { 'no-console': 'off' } },
)
