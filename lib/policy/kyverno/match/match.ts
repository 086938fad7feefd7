import { isList, type Json, memberOf } from '../../../model/json.ts';
import { type Answer, every, no, opposite, some } from './answer.ts';
import type { Asked } from './asked.ts';
import { compileFilter, type Filter } from './filter.ts';

export type Match = (asked: Asked) => Answer;

/** `any`, `all` or the old single block of match and exclude. Source: Kyverno, "Match/Exclude". */
export const compileMatch = (match: Json | undefined, exclude: Json | undefined): Match => {
  const excluded = compileBlock(exclude, excludes);
  const both: readonly Match[] = [compileBlock(match, includes), (asked) => opposite(excluded(asked))];
  return (asked) => every(both, (holds) => holds(asked));
};

/** As a match, but that who asks is always looked at: nobody is none of those whom an exception names. */
export const compileStrictMatch = (match: Json | undefined): Match => compileBlock(match, excludes);

const compileBlock = (block: Json | undefined, holds: (filter: Filter, asked: Asked) => Answer): Match => {
  const any = filtersAt(block, 'any');
  if (any.length > 0) return (asked) => some(any, (filter) => holds(filter, asked));
  const all = filtersAt(block, 'all');
  if (all.length > 0) return (asked) => every(all, (filter) => holds(filter, asked));
  const only = compileFilter(block);
  return (asked) => holds(only, asked);
};

const filtersAt = (block: Json | undefined, member: string): readonly Filter[] => {
  const list = memberOf(block, member);
  return isList(list) ? list.map(compileFilter) : [];
};

/** Who asks is not looked at where nobody does: a manifest that nobody sends yet is judged as everybody's. */
const includes = ({ resource, requester }: Filter, asked: Asked): Answer => {
  const attributes = asked.requester === null ? resource : [...resource, ...requester];
  return attributes.length === 0 ? no : every(attributes, (holds) => holds(asked));
};

/** An empty block excludes nothing. */
const excludes = ({ resource, requester }: Filter, asked: Asked): Answer => {
  const attributes = [...resource, ...requester];
  return attributes.length === 0 ? no : every(attributes, (holds) => holds(asked));
};
