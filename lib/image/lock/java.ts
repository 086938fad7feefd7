import { listAt, objectIn, stringAt } from '../../model/json.ts';
import { createLocator, linesOf } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

/** `group:artifact:version=configuration,…` a line. Source: docs.gradle.org, "Locking Versions". */
export const gradleLock: LockFormat = {
  id: 'gradle',
  files: /(^|\/)((buildscript-|settings-|buildscript-settings-)?gradle\.lockfile|gradle\/dependency-locks\/[^/]+\.lockfile)$/,
  *read(text) {
    for (const { text: line, number } of linesOf(text)) {
      const [, group, artifact, version, configurations = ''] = /^([\w.-]+):([\w.-]+):([^\s:=]+)(?:=(\S*))?$/.exec(line) ?? [];
      if (!group || !artifact || !version) continue;
      const development = configurations !== '' && configurations.split(',').every((name) => name.startsWith('test'));
      yield locked('maven', { name: `${group}:${artifact}`, version, line: number, development });
    }
    return true;
  },
};

/** Source: stringbean/sbt-dependency-lock. */
export const sbtLock: LockFormat = {
  id: 'sbt',
  files: /(^|\/)build\.sbt\.lock$/,
  *read(text) {
    const document = objectIn(text);
    if (!document) return false;
    const locate = createLocator(text);
    for (const entry of listAt(document, 'dependencies')) {
      const [group, artifact, version] = [stringAt(entry, 'org'), stringAt(entry, 'name'), stringAt(entry, 'version')];
      if (!group || !artifact || !version) continue;
      const configurations = listAt(entry, 'configurations');
      const development = configurations.length > 0 && configurations.every((name) => name === 'test');
      yield locked('maven', { name: `${group}:${artifact}`, version, line: locate(artifact), development });
    }
    return true;
  },
};
