import { linesOf } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

type Require = { name: string; version: string; readonly line: number };

/**
 * The modules of a build, replacements applied; complete since Go 1.17, which lists indirect ones as well. Source: go.dev/ref/mod.
 * `go.sum` is not read: it also holds versions that were looked at and not taken.
 */
export const goMod: LockFormat = {
  id: 'go-mod',
  files: /(^|\/)go\.mod$/,
  *read(text) {
    let isModule = false;
    let block = '';
    const requires: Require[] = [];
    const replaces: Replace[] = [];
    for (const { text: raw, number } of linesOf(text)) {
      const line = raw.split('//', 1)[0]?.trim() ?? '';
      if (line.startsWith('module ')) isModule = true;
      const opened = /^(\w+)\s*\($/.exec(line)?.[1];
      if (opened) block = opened;
      else if (line === ')') block = '';
      else {
        const [verb, ...words] = block ? [block, ...line.split(/\s+/)] : line.split(/\s+/);
        const [name = '', version = ''] = words.map(unquote);
        if (verb === 'require' && version.startsWith('v')) requires.push({ name, version, line: number });
        else if (verb === 'replace') replaces.push(replaceOf(words.map(unquote)));
      }
    }
    const byName = new Map(replaces.map((row) => [`${row.name}@${row.version}`, row]));
    for (const require of requires) {
      const other = byName.get(`${require.name}@${require.version}`) ?? byName.get(`${require.name}@`);
      if (!other) yield locked('golang', require);
      // A folder of the project has no version of its own.
      else if (other.toVersion) yield locked('golang', { name: other.to, version: other.toVersion, line: require.line });
    }
    return isModule;
  },
};

type Replace = { readonly name: string; readonly version: string; readonly to: string; readonly toVersion: string };

const replaceOf = (words: readonly string[]): Replace => {
  const arrow = words.indexOf('=>');
  const [name = '', version = ''] = words.slice(0, arrow);
  const [to = '', toVersion = ''] = words.slice(arrow + 1);
  return { name, version, to, toVersion };
};

const unquote = (word: string): string => word.replace(/^(["`])(.*)\1$/, '$2');
