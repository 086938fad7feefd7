import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../model/error.ts';

const mostFiles = 5_000;
const deepest = 20;

/** The YAML and JSON files below a folder, in the order of their names; what is hidden or installed is passed over. Throws AppError `invalid-request`. */
export const policyFiles = (folder: string): readonly string[] => {
  const files = [...below(folder, 0)];
  if (files.length === 0) throw new AppError('invalid-request', `${folder}: there is no .yaml, .yml or .json file in this folder`);
  if (files.length > mostFiles) throw new AppError('too-large', `${folder}: more than ${mostFiles} files`);
  return files;
};

function* below(folder: string, depth: number): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < deepest) yield* below(path, depth + 1);
    else if (entry.isFile() && /\.(ya?ml|json)$/i.test(entry.name)) yield path;
  }
}
