import { commentWaivers } from '../dockerfile/suppression.ts';
import type { Waiver } from '../model/waiver.ts';
import type { Change } from '../rule/rule.ts';

/** Waivers that the change states of itself, in comments. They count as others do and stay visible; the rule `df-inline-ignore` finds each for policies that want none. */
export const inlineWaivers = ({ dockerfiles }: Change): readonly Waiver[] => dockerfiles.flatMap(({ file }) => commentWaivers(file));
