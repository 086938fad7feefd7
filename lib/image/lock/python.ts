import { linesOf } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';
import { tablesOf } from './toml.ts';

const pythonToml = (id: string, files: RegExp, heading: string): LockFormat => ({
  id,
  files,
  *read(text) {
    for (const { line, fields } of tablesOf(text, heading)) {
      const [name, version] = [fields.get('name'), fields.get('version')];
      if (!name || !version) continue;
      yield locked('pypi', { name, version, line, development: isDevelopment(fields) });
    }
    return /^(\[\[|[\w-]+ ?=)/m.test(text) || text.trim() === '';
  },
});

/** `category` until Poetry 1.4; `groups` in Poetry 2 and PDM, where `main` and `default` are what is deployed. */
const isDevelopment = (fields: ReadonlyMap<string, string>): boolean => {
  const groups = fields.get('groups');
  return fields.get('category') === 'dev' || (groups !== undefined && groups !== '[' && !/"(main|default)"/.test(groups));
};

export const poetryLock = pythonToml('poetry', /(^|\/)poetry\.lock$/, 'package');
export const pdmLock = pythonToml('pdm', /(^|\/)pdm\.lock$/, 'package');
/** Source: PEP 751. */
export const pyLock = pythonToml('pylock', /(^|\/)pylock(\.[^/.]+)?\.toml$/, 'packages');

/** Only what is pinned to one version; a range says nothing about what is used. Source: pip, "Requirements File Format". */
export const requirements: LockFormat = {
  id: 'requirements',
  files: /(^|\/)([^/]*requirements[^/]*|requirements\/[^/]+)\.txt$/,
  *read(text) {
    for (const { text: line, number } of linesOf(text)) {
      const match = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\]\s*)?={2,3}\s*([\w.!+-]+)(?=\s*(?:$|[;#\\]|--))/.exec(line);
      const [, name, version] = match ?? [];
      if (name && version) yield locked('pypi', { name, version, line: number });
    }
    return true;
  },
};
