import type { Account } from '../../model/image.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';

const maxAccounts = 10_000;

/** Source: passwd(5). */
export const passwd: Cataloguer = {
  name: 'passwd',
  on: { names: ['passwd'] },
  wants: (path) => path === 'etc/passwd',
  maxBytes: 4 * megabyte,
  *read({ content }) {
    const fields = linesOf(content);
    const accounts = fields.flatMap((parts): Account[] => {
      const [name = '', , uid = '', gid = '', , home = '', shell = ''] = parts;
      return parts.length >= 4 && /^\d{1,10}$/.test(uid) && /^\d{1,10}$/.test(gid)
        ? [{ name, uid: Number(uid), gid: Number(gid), home, shell }]
        : [];
    });
    yield { kind: 'accounts', accounts };
    // An empty second field means no password at all; "x" means the shadow file has it.
    for (const [name = '', password] of fields.filter((parts) => parts.length >= 7))
      if (password === '') yield { kind: 'fact', fact: 'empty-password', detail: name };
    for (const account of accounts) {
      if (account.uid === 0 && account.name !== 'root') yield { kind: 'fact', fact: 'extra-root', detail: account.name };
    }
  },
};

/** Source: shadow(5). */
export const shadow: Cataloguer = {
  name: 'shadow',
  on: { names: ['shadow'] },
  wants: (path) => path === 'etc/shadow',
  maxBytes: 4 * megabyte,
  *read({ content }) {
    for (const [name = '', password] of linesOf(content)) if (password === '') yield { kind: 'fact', fact: 'empty-password', detail: name };
  },
};

const linesOf = (content: Buffer): readonly (readonly string[])[] =>
  content
    .toString('utf8')
    .split('\n', maxAccounts)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.trimEnd().split(':'));
