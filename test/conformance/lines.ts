import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const conformanceRoot = (): string => process.env['PLIMSOLL_CONFORMANCE'] ?? '../shared/conformance';

/** Every file with this ending below the suite's folder, or below the root when it has no folder of that name. */
export const filesOf = (suite: string, ending: string): readonly string[] => {
  const folder = join(conformanceRoot(), suite);
  const start = existsSync(folder) ? folder : conformanceRoot();
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(start, path))
    .sort();
};

export const linesOf = (path: string): readonly unknown[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line));
