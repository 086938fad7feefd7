import type { Workload } from '../manifest/object.ts';
import { unclear } from '../manifest/unclear.ts';
import { canonicalJson } from '../model/canonical.ts';
import { compileGlob } from '../model/glob.ts';
import { type JsonObject, objectAt, stringAt } from '../model/json.ts';
import type { AdmissionRequest } from './review.ts';
import type { AdmissionSettings } from './settings.ts';

/** Why a request is let through without being judged by anybody; undefined when it is to be judged. */
export const exemption = (request: AdmissionRequest, settings: AdmissionSettings, workloads: readonly Workload[]): string | undefined => {
  const { object, oldObject, userInfo, namespace } = request;
  if (!object && !oldObject) return nothingChanges;
  if (matches(settings.exemptUsers, userInfo?.username)) return 'the user is exempt';
  if (matches(settings.exemptNamespaces, namespace)) return 'the namespace is exempt';
  if (workloads.length > 0 && workloads.every(({ spec }) => matches(settings.exemptRuntimeClasses, stringAt(spec, 'runtimeClassName')))) {
    return 'the runtime class is exempt';
  }
  // Otherwise an object that was let in once could never be deleted or its status never be kept. A binding gives its rights until it is gone.
  if (object && workloads.length > 0 && stringAt(objectAt(object, 'metadata'), 'deletionTimestamp') !== undefined)
    return 'the object is being deleted';
  return undefined;
};

const nothingChanges = 'nothing is created or changed';

/** Why our own rules have nothing to say of a request, about which policies of other engines may be asked all the same: they name their operations. */
export const outOfRules = (request: AdmissionRequest, workloads: readonly Workload[]): string | undefined => {
  const { operation, object, subResource } = request;
  if (operation === 'DELETE' || operation === 'CONNECT' || !object) return nothingChanges;
  // A Scale, a Binding, a TokenRequest: an order to the object that was judged, and no object of its own.
  if (subResource && workloads.length === 0 && unclear(object, workloads) === undefined) return 'the subresource runs no containers';
  if (operation === 'UPDATE' && isUnchanged(request, workloads)) return 'nothing that is judged changes';
  return undefined;
};

const matches = (globs: readonly string[], text: string | undefined): boolean =>
  text !== undefined && globs.some((glob) => compileGlob(glob).matches(text));

const isUnchanged = ({ object, oldObject }: AdmissionRequest, workloads: readonly Workload[]): boolean =>
  !!object && !!oldObject && judgedText(object, workloads) === judgedText(oldObject, workloads);

/** What of an object is judged: of a workload all that runs; of others, which keep it there too, their labels and annotations as well. */
const judgedText = (object: JsonObject, workloads: readonly Workload[]): string => {
  const { metadata: _, status: __, ...body } = object;
  if (workloads.length > 0) return canonicalJson(body);
  const { labels = null, annotations = null } = objectAt(object, 'metadata');
  return canonicalJson({ body, labels, annotations });
};
