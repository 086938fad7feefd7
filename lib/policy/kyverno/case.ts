import type { Json, JsonObject } from '../../model/json.ts';
import type { ForeignRequest } from '../foreign/request.ts';
import type { ForeignSurroundings } from '../foreign/surroundings.ts';
import type { Judgement } from './judgement.ts';
import type { QueryScope } from './query/scope.ts';

/** `pointer`: where it stands in the object, where that is known; looked for only when something is wrong. */
export type Part = { readonly value: JsonObject; pointer(): string | undefined };

export const wholeOf = (object: JsonObject): Part => ({ value: object, pointer: () => '' });

/** What the body of a rule judges. `object`: the new one, or the old one where it is deleted. `exempt`: Pod Security controls that exceptions take out. */
export type Case = {
  readonly object: JsonObject;
  readonly request: ForeignRequest;
  readonly surroundings: ForeignSurroundings;
  readonly scope: QueryScope;
  /** What patterns are laid beside: the object, or an element of it in a foreach. */
  readonly part: Part;
  readonly exempt: readonly Json[];
};

/** The body of a rule, prepared. Null: it has nothing to say, as a pattern has of a deletion. */
export type Body = (judged: Case) => Judgement | null;

/** What a body is compiled for. `message`: what the author says where it fails, with variables. */
export type About = { readonly policy: string; readonly rule: string; readonly message: string };
