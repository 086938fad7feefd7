import type { Json, JsonObject } from '../../model/json.ts';
import type { ForeignRequest } from '../foreign/request.ts';
import type { ForeignSurroundings } from '../foreign/surroundings.ts';
import type { Judgement } from './judgement.ts';
import type { QueryScope } from './query/scope.ts';

/** What the body of a rule judges. `object`: the new one, or the old one where it is deleted. `exempt`: Pod Security controls that exceptions take out. */
export type Case = {
  readonly object: JsonObject;
  readonly request: ForeignRequest;
  readonly surroundings: ForeignSurroundings;
  readonly scope: QueryScope;
  /** What patterns are laid beside: the object, or an element of it in a foreach, with its pointer where that is known. */
  readonly part: { readonly value: JsonObject; readonly pointer: string | undefined };
  readonly exempt: readonly Json[];
};

/** The body of a rule, prepared. Null: it has nothing to say, as a pattern has of a deletion. */
export type Body = (judged: Case) => Judgement | null;

/** What a body is compiled for. `message`: what the author says where it fails, with variables. */
export type About = { readonly policy: string; readonly rule: string; readonly message: string };
