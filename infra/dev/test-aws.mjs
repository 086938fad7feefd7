// Deploys the real package to emulators of AWS and drives it; arguments go to the runner.
import { spawnSync } from 'node:child_process';
import { ensureInstalled } from './install.mjs';

ensureInstalled(['vitest', 'hono', '@aws-sdk/client-dynamodb']);
const parameters = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/aws/vitest.config.ts', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, parameters, { stdio: 'inherit' });
process.exit(status ?? 1);
