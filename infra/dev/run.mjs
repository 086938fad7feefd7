// Runs a TypeScript entry point. Usage: node infra/dev/run.mjs <entry.ts> [arguments]
import { basename } from 'node:path';
import { load } from './load.mjs';

const [entry, ...rest] = process.argv.slice(2);
process.argv = [process.argv[0], basename(entry), ...rest];
await load(entry);
