// Runs the bundle as a user would and keeps what V8 compiled of it. Usage: node infra/dev/compile.mjs <file for the compiled code> < bundle
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';

const [compiled] = process.argv.slice(2);
const filename = resolve(dirname(compiled), 'plimsoll.mjs');
const script = new Script(readFileSync(0, 'utf8'), { filename });
process.on('exit', () => {
  writeFileSync(compiled, script.createCachedData());
  process.exitCode = 0;
});
process.argv = [process.argv[0], filename, 'check', 'examples/shop', '--rules', 'all'];
const module = { exports: {} };
script.runInThisContext()(createRequire(filename), module, module.exports, pathToFileURL(filename).href);
