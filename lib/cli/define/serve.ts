import { AppError } from '../../model/error.ts';
import type { Define } from './define.ts';

export const defineServe: Define = (program, finish) => {
  program
    .command('serve')
    .description('run API and worker in one process on SQLite')
    .option('--home <folder>', 'where data is kept', process.env['PLIMSOLL_HOME'] ?? '.plimsoll')
    .option('--port <number>', 'port to listen on; 0 picks one', process.env['PLIMSOLL_PORT'] ?? '8080')
    .option('--host <address>', 'address to listen on', process.env['PLIMSOLL_HOST'] ?? '127.0.0.1')
    .action(async ({ home, port, host }) => {
      const { serve } = await import('../command/serve.ts');
      finish(await serve({ home, port: portNumber(port), host }));
    });
};

const portNumber = (text: string): number => {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new AppError('invalid-request', `${text}: a port is a whole number from 0 to 65535`);
  return port;
};
