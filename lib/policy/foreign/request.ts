import type { AdmissionFacts } from '../../model/admission.ts';
import type { JsonObject } from '../../model/json.ts';

export type { Operation, Requester } from '../../model/admission.ts';

/**
 * What a foreign policy judges: one object, as an admission request would bring it. Manifests that nobody sends yet are asked about as CREATE, with
 * nobody (`requester` null). `namespace` is '' for objects that have none. `resource`: the plural, where a cluster tells it.
 */
export type ForeignRequest = AdmissionFacts & { readonly object: JsonObject | null; readonly oldObject: JsonObject | null };
