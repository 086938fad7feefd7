// The Lambda functions: a folder each under dist/functions/ or the one that is given, the SDK and all else bundled, in parts that are loaded when they are needed; and each as an archive:
// left to itself, osls walks through this whole folder for each function, and along every link in it.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { zipFolder } from './zip.mjs';

ensureInstalled(['esbuild', 'hono', '@aws-sdk/client-dynamodb']);
const { build } = await import('esbuild');
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
  await build({
    entryPoints: { index: `functions/${name}.ts` },
    outdir: `${folder}/${name}`,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    // The SDK's ES modules: only they can be loaded in parts and shaken.
    mainFields: ['module', 'main'],
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // Names stay: a stack trace in a log is read by people, and putting them back at run time costs a cold start 5 ms. The worker's have to be put back:
    // written out they would take what it loads at once above 1.5 MB.
    minifySyntax: true,
    minifyWhitespace: true,
    minifyIdentifiers: name === 'worker',
    keepNames: name === 'worker',
    legalComments: 'none',
    // Node 24 has SQLite built in.
    external: ['@photostructure/sqlite', 'node:sqlite'],
    define: { PLIMSOLL_VERSION: JSON.stringify(version) },
    banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
    plugins: [oneLanguage],
    logLevel: 'warning',
  });
  zipFolder(`${folder}/${name}`, `${folder}/${name}.zip`);
}
