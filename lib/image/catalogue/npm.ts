import { isObject, type Json, listAt, memberOf, stringAt } from '../../model/json.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { parseJsonFile } from './json.ts';
import { purl } from './purl.ts';

// Packages ship whole trees of other packages as material of their tests.
const testFolder = /(^|\/)(tests?|__tests__|__fixtures__|fixtures?|examples?|benchmarks?)\//;

/** Installed packages by their own package.json; lock files are not read, as they also list what was not installed. */
export const npm: Cataloguer = {
  name: 'npm',
  on: { names: ['package.json'] },
  wants: (path) => !testFolder.test(path.slice(path.lastIndexOf('node_modules/') + 1)),
  maxBytes: 4 * megabyte,
  *read({ path, content }) {
    const document = parseJsonFile(content);
    const [name, version] = [stringAt(document, 'name'), stringAt(document, 'version')];
    if (!name || !version || !nameForm.test(name) || !/^[v=\s]*\d/.test(version)) return;
    const slash = name.indexOf('/');
    const licences = licencesOf(document);
    yield {
      kind: 'package',
      package: {
        type: 'npm',
        name,
        version,
        purl: purl({ type: 'npm', ...(slash < 0 ? {} : { namespace: name.slice(0, slash) }), name: name.slice(slash + 1), version }),
        path,
        ...(licences.length > 0 ? { licences } : {}),
        confidence: 'exact',
      },
    };
  },
};

// Source: npm, validate-npm-package-name; old packages have capitals.
const nameForm = /^(@[\w.~*'()!-]+\/)?[\w.~*'()!-]+$/;

/** `license` as an SPDX expression; older packages have objects or a list. */
const licencesOf = (document: Json | undefined): readonly string[] => {
  const one = (value: Json | undefined): readonly string[] => {
    const text = typeof value === 'string' ? value : isObject(value) ? stringAt(value, 'type') : undefined;
    return text ? [text] : [];
  };
  const licence = one(memberOf(document, 'license'));
  return licence.length > 0 ? licence : listAt(document, 'licenses').flatMap(one);
};
