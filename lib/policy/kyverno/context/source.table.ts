import type { Json } from '../../../model/json.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import type { Outcome } from '../outcome.ts';
import type { QueryScope } from '../query/scope.ts';
import { apiCall } from './api-call.ts';
import { configMap } from './config-map.ts';
import { globalReference } from './global-reference.ts';
import { imageRegistry } from './image-registry.ts';
import { variable } from './variable.ts';

/** Where the value of a context entry comes from, by the member that says so. */
export type Source = (asked: Json, scope: QueryScope, surroundings: ForeignSurroundings) => Outcome;

/** Source: Kyverno, "External Data Sources" and "Variables". */
export const sources: { readonly [member: string]: Source } = { variable, configMap, apiCall, imageRegistry, globalReference };
