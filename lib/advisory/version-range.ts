import { AppError } from '../model/error.ts';
import { ecosystemOfType } from './ecosystem.ts';
import { rangeOrderOf } from './version/scheme.table.ts';

/** `unknown`: the versions do not compare in this type's order. */
export type VersionTest = (type: string, version: string) => 'in' | 'out' | 'unknown';

const operators: { readonly [operator: string]: (order: number) => boolean } = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
  '=': (order) => order === 0,
};

const mostBounds = 10;

/** `<2.17.1`, `>=2.0,<2.17.1`, or one version; all bounds must hold. Empty text takes every version. Throws AppError `invalid-request`. */
export const versionTest = (text: string): VersionTest => {
  const parts = text.split(/[,|]/).map((part) => part.trim());
  const bounds = text.trim() === '' || text.trim() === '*' ? [] : parts.map(boundOf);
  if (bounds.length > mostBounds) throw new AppError('invalid-request', `a range has at most ${mostBounds} bounds`);
  return (type, version) => {
    const compare = rangeOrderOf(ecosystemOfType(type) ?? '');
    let isUnknown = false;
    for (const { operator, bound } of bounds) {
      const order = version === bound ? 0 : (compare?.(version, bound) ?? null);
      if (order === null) isUnknown = true;
      else if (operators[operator]?.(order) !== true) return 'out';
    }
    return isUnknown ? 'unknown' : 'in';
  };
};

const boundOf = (part: string): { readonly operator: string; readonly bound: string } => {
  const [, operator = '', bound = ''] = /^(<=|>=|<|>|=)?\s*([^\s<>=]{1,200})$/.exec(part) ?? [];
  if (bound === '') throw new AppError('invalid-request', `${part}: not a version with <, <=, >, >= or = before it`);
  return { operator: operator || '=', bound };
};
