import type { Define } from './define.ts';
import { shown } from './shown.ts';

export const defineKey: Define = (program, finish) => {
  const key = program.command('key').description('API keys of a server');
  shown(key.command('list'))
    .description('list keys, what they may do and when they were last used')
    .action(async (options) => finish(await (await import('../command/key.ts')).listKeys(options)));
  shown(key.command('create'))
    .description('make a key; it is shown this once')
    .requiredOption('--name <text>', 'whose it is')
    .requiredOption('--scope <scope...>', 'what it may do: scan:write, gate:read, …')
    .option('--expires <date>', 'as 2027-03-31, or with a time')
    .option('--from <network...>', 'where it may be used from: 10.0.0.0/8, 2001:db8::1 (default: anywhere)')
    .option('--per-minute <requests>', 'a quota of its own', Number)
    .action(async (options) => finish(await (await import('../command/key.ts')).createKey(options)));
  shown(key.command('revoke'))
    .description('end a key now')
    .argument('<id>')
    .action(async (id: string, options) => finish(await (await import('../command/key.ts')).revokeKey(id, options)));
};
