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

/** `<2.17.1`, `>=2.0,<2.17.1`, or one version; all bounds must hold. Empty text takes every version. Throws AppError `invalid-request` about `pointer`. */
export const versionTest = (text: string, pointer = '/query/versions'): VersionTest => {
  const parts = text.split(/[,|]/).map((part) => part.trim());
  const bounds = text.trim() === '' || text.trim() === '*' ? [] : parts.map((part) => boundOf(part, pointer));
  if (bounds.length > mostBounds) throw refused(`a range has at most ${mostBounds} bounds`, pointer);
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

const refused = (message: string, pointer: string): AppError =>
  new AppError('invalid-request', message, { places: [{ pointer, message, fix: '>=2.0,<2.17.1' }] });

const boundOf = (part: string, pointer: string): { readonly operator: string; readonly bound: string } => {
  const [, operator = '', bound = ''] = /^(<=|>=|<|>|=)?\s*([^\s<>=]{1,200})$/.exec(part) ?? [];
  if (bound === '') throw refused(`${part.slice(0, 100)}: not a version with <, <=, >, >= or = before it`, pointer);
  return { operator: operator || '=', bound };
};
