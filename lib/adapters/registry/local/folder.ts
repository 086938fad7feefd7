import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container } from './range.ts';

export const openFolder = (folder: string): Container => ({
  find: async (name) => {
    const path = join(folder, ...name.split('/'));
    const found = await stat(path).catch(() => undefined);
    return found?.isFile() ? { file: { kind: 'path', path }, offset: 0, size: found.size } : undefined;
  },
});
