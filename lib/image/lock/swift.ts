import { listAt, objectAt, objectIn, stringAt } from '../../model/json.ts';
import { createLocator, linesOf } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

/** Swift packages are named by where their source lies. Sources: swift.org, Package.resolved 1 to 3; purl-spec, type swift. */
export const swiftResolved: LockFormat = {
  id: 'swift',
  files: /(^|\/)\.?[Pp]ackage\.resolved$/,
  *read(text) {
    const document = objectIn(text);
    if (!document) return false;
    const locate = createLocator(text);
    for (const pin of [...listAt(document, 'pins'), ...listAt(objectAt(document, 'object'), 'pins')]) {
      const location = stringAt(pin, 'location') ?? stringAt(pin, 'repositoryURL') ?? '';
      const version = stringAt(objectAt(pin, 'state'), 'version');
      const name = location
        .replace(/^[a-z+]+:\/\/([^/@]*@)?|^git@/i, '')
        .replace(/^([^/:]+):/, '$1/')
        .replace(/\.git$/, '');
      if (name && version) yield locked('swift', { name, version, line: locate(location) });
    }
    return true;
  },
};

/** Source: guides.cocoapods.org, "What is a Podfile.lock?". A part of a pod (`Pod/Part`) has the pod's version. */
export const podfileLock: LockFormat = {
  id: 'cocoapods',
  files: /(^|\/)Podfile\.lock$/,
  *read(text) {
    let inPods = false;
    let isLock = false;
    for (const { text: line, number } of linesOf(text)) {
      if (/^\S/.test(line)) inPods = line === 'PODS:';
      isLock ||= inPods;
      const [, pod, version] = (inPods ? /^ {2}- "?([^\s"()]+) \(([^()]+)\)"?:?$/.exec(line) : null) ?? [];
      const name = pod?.split('/', 1)[0];
      if (name && version) yield locked('cocoapods', { name, version, line: number });
    }
    return isLock;
  },
};
