// The Lambda functions: a folder each under dist/functions/ or the one that is given, the SDK and all else bundled, in parts that are loaded when they are needed; and each as an archive:
// left to itself, osls walks through this whole folder for each function, and along every link in it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { withoutImportsOfNode } from './built-ins.mjs';
import { ensureInstalled } from './install.mjs';
import { zipFolder } from './zip.mjs';

ensureInstalled(['esbuild', 'hono', '@aws-sdk/client-dynamodb']);
const { build } = await import('esbuild');
const { joinParts } = await import('./join-parts.mjs');
const { layerThread } = await import('./layer-thread.mjs');
const thread = await layerThread();
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const [folder = 'dist/functions'] = process.argv.slice(2);
rmSync(folder, { recursive: true, force: true });
// Its messages in 50 languages are a quarter of a megabyte; this product speaks one.
const oneLanguage = {
  name: 'one-language',
  setup: ({ onLoad }) =>
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: 'node_modules/zod/v4/locales',
    })),
};
const names = readdirSync('functions').flatMap((file) => (file.endsWith('.ts') ? [basename(file, '.ts')] : []));
for (const name of names) {
  const target = `${folder}/${name}`;
  const common = {
    outdir: target,
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
  };
  const split = await build({
    ...common,
    entryPoints: { index: `functions/${name}.ts` },
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    // The SDK's ES modules: only they can be loaded in parts and shaken.
    mainFields: ['module', 'main'],
    minifySyntax: true,
    // Node 24 has SQLite built in.
    external: ['@photostructure/sqlite', 'node:sqlite'],
    define: { PLIMSOLL_VERSION: JSON.stringify(version), ...thread },
    plugins: [oneLanguage],
  });
  const files = await joinParts(split, {
    ...common,
    external: ['@photostructure/sqlite', 'node:*'],
    // Names stay: a stack trace in a log is read by people, and putting them back at run time costs a cold start 5 ms. The worker's have to be put back:
    // written out they would take what it loads at once above 1.5 MB.
    minifySyntax: true,
    minifyWhitespace: true,
    minifyIdentifiers: name === 'worker',
    keepNames: name === 'worker',
    // Asked by the parts that are no ES modules, nearly always for a module of Node.
    banner: {
      js: 'const require=name=>process.getBuiltinModule(name)??process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);',
    },
  });
  mkdirSync(target, { recursive: true });
  for (const [file, text] of files) writeFileSync(`${target}/${file}`, withoutImportsOfNode(text));
  zipFolder(target, `${target}.zip`);
}
