// The import-direction rule, no circles of imports, and the ban on ambient time, network and environment. Usage: node infra/dev/architecture.mjs [root]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';

const root = process.argv[2] ?? '.';
const inner = ['model'];
const parsers = [...inner, 'ports', 'manifest', 'dockerfile', 'compose', 'image', 'advisory'];
const judging = [...parsers, 'rule', 'policy', 'verdict', 'report'];
const useCases = [
  'store',
  'audit',
  'scan',
  'history',
  'gate',
  'key',
  'waiver',
  'webhook',
  'policy-version',
  'admission',
  'deployment',
  'replay',
  'incident',
  'tenant',
];
const everything = [...judging, ...useCases, 'adapters', 'api', 'cli'];

// A folder may import itself and what its row names.
const mayImport = {
  model: inner,
  ports: inner,
  manifest: [...inner, 'ports'],
  dockerfile: [...inner, 'ports'],
  compose: [...inner, 'ports', 'manifest'],
  image: [...inner, 'ports'],
  advisory: [...inner, 'ports'],
  rule: parsers,
  policy: [...parsers, 'rule'],
  verdict: [...parsers, 'rule', 'policy'],
  report: [...parsers, 'rule', 'policy', 'verdict'],
  ...Object.fromEntries(useCases.map((name) => [name, [...judging, ...useCases]])),
  adapters: [...inner, 'ports', 'image', 'advisory', 'store'],
  api: [...judging, ...useCases],
  client: ['client'],
  cli: everything,
  functions: everything,
};
const ambient = [
  [/\bprocess\.(env|argv|stdout|stderr|stdin|exit|cwd)\b/, 'the environment'],
  [/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/, 'the clock'],
  [/\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/, 'randomness'],
  [
    /(^|[^.\w])fetch\(|from '(node:)?(https?|net|tls|dgram|dns|child_process)'|from 'node:fs(\/promises)?'/m,
    'the network, files or processes',
  ],
];
const mayBeAmbient = new Set(['functions', 'cli', 'adapters', 'client']);

const walk = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(path);
    return path.endsWith('.ts') ? [path] : [];
  });
const folderOf = (path) => {
  const [top, second] = relative(root, path).split(sep);
  return top === 'lib' ? second : top;
};
const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');

const violations = [];
const imports = new Map();
for (const path of ['lib', 'functions'].flatMap((top) => (existsSync(join(root, top)) ? walk(join(root, top)) : []))) {
  const from = folderOf(path);
  const text = withoutComments(readFileSync(path, 'utf8'));
  const allowed = mayImport[from];
  const statics = [...text.matchAll(/\bfrom '(\.[^']+)'/g)].map(([, specifier]) => normalize(join(dirname(path), specifier)));
  imports.set(normalize(path), statics);
  if (!allowed) violations.push(`${path}: the folder lib/${from} has no row in infra/dev/architecture.mjs`);
  for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
    const to = folderOf(normalize(join(dirname(path), specifier)));
    if (to !== from && !allowed?.includes(to)) violations.push(`${path}: ${from} may not import ${to} (${specifier})`);
  }
  if (mayBeAmbient.has(from)) continue;
  for (const [pattern, what] of ambient) if (pattern.test(text)) violations.push(`${path}: ${from} may not touch ${what}`);
}

// Types count too: files that know each other's shapes cannot be read, or moved, one at a time.
const done = new Set();
const visit = (path, trail) => {
  const at = trail.indexOf(path);
  if (at >= 0) violations.push(`${[...trail.slice(at), path].join(' -> ')}: a circle of imports`);
  if (at >= 0 || done.has(path)) return;
  for (const next of imports.get(path) ?? []) visit(next, [...trail, path]);
  done.add(path);
};
for (const path of imports.keys()) visit(path, []);

for (const violation of violations) console.error(violation);
if (violations.length > 0) process.exit(1);
