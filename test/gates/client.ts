import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { bundle, type Ran } from '../cli/bundle.ts';

/** The command beside a server of the same test: it must not be waited for with the event loop stopped. */
export const plimsollAsync = async (words: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> => {
  const child = spawn(process.execPath, [await bundle(), ...words], {
    env: { ...process.env, PLIMSOLL_ADVISORIES: '/nonexistent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await ended, stdout, stderr };
};
