import { objectAt, objectIn, stringAt } from '../../model/json.ts';
import { createLocator, linesOf } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

/** By target framework. Source: learn.microsoft.com, "Locking dependencies". A `Project` is part of the same solution. */
export const nugetLock: LockFormat = {
  id: 'nuget',
  files: /(^|\/)packages(\.[^/]+)?\.lock\.json$/,
  *read(text) {
    const document = objectIn(text);
    if (!document) return false;
    const locate = createLocator(text);
    const frameworks = objectAt(document, 'dependencies');
    for (const framework of Object.keys(frameworks)) {
      locate(framework);
      for (const [name, entry] of Object.entries(objectAt(frameworks, framework))) {
        const version = stringAt(entry, 'resolved');
        if (version && stringAt(entry, 'type') !== 'Project') yield locked('nuget', { name, version, line: locate(name) });
      }
    }
    return true;
  },
};

/** The older way: a list in XML. Source: learn.microsoft.com, "packages.config reference". */
export const packagesConfig: LockFormat = {
  id: 'packages-config',
  files: /(^|\/)packages\.config$/i,
  *read(text) {
    for (const { text: line, number } of linesOf(text)) {
      if (!/^\s*<package\s/.test(line)) continue;
      const [name, version] = [attribute(line, 'id'), attribute(line, 'version')];
      if (!name || !version) continue;
      yield locked('nuget', { name, version, line: number, development: attribute(line, 'developmentDependency') === 'true' });
    }
    return text.includes('<packages');
  },
};

const attribute = (line: string, name: string): string | undefined => {
  const at = line.indexOf(` ${name}="`);
  if (at < 0) return undefined;
  const start = at + name.length + 3;
  const end = line.indexOf('"', start);
  return end < 0 ? undefined : line.slice(start, end);
};
