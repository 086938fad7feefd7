import { listAt, objectAt, objectIn, stringAt } from '../../model/json.ts';
import { createLocator } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

/** Lists of references in Conan 2, nodes of a graph in Conan 1. Source: docs.conan.io, "Lockfiles". */
export const conanLock: LockFormat = {
  id: 'conan',
  files: /(^|\/)conan\.lock$/,
  *read(text) {
    const document = objectIn(text);
    if (!document) return false;
    const locate = createLocator(text);
    for (const group of ['requires', 'build_requires', 'python_requires']) {
      for (const reference of listAt(document, group)) {
        const stated = typeof reference === 'string' ? splitReference(reference) : undefined;
        if (stated) yield locked('conan', { ...stated, line: locate(String(reference)), development: group !== 'requires' });
      }
    }
    for (const node of Object.values(objectAt(objectAt(document, 'graph_lock'), 'nodes'))) {
      const reference = stringAt(node, 'ref') ?? '';
      const stated = splitReference(reference);
      if (stated) yield locked('conan', { ...stated, line: locate(reference), development: stringAt(node, 'context') === 'build' });
    }
    return true;
  },
};

/** `zlib/1.2.13@user/channel#revision%time`; Conan 1 gives the project itself the version `None`. */
const splitReference = (reference: string): { readonly name: string; readonly version: string } | undefined => {
  const match = /^([\w.+-]+)\/([^@#%\s/]+)/.exec(reference);
  return match?.[1] && match[2] && match[2] !== 'None' ? { name: match[1], version: match[2] } : undefined;
};
