import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';
import { tablesOf } from './toml.ts';

/** Source: doc.rust-lang.org/cargo, "Cargo.toml vs Cargo.lock". Without a source a package is a member of the workspace itself. */
export const cargoLock: LockFormat = {
  id: 'cargo',
  files: /(^|\/)Cargo\.lock$/,
  *read(text) {
    for (const { line, fields } of tablesOf(text, 'package')) {
      const [name, version] = [fields.get('name'), fields.get('version')];
      if (name && version && fields.has('source')) yield locked('cargo', { name, version, line });
    }
    return /^(\[\[|version ?=)/m.test(text) || text.trim() === '';
  },
};
