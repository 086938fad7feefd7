import type { Workload } from '../manifest/object.ts';
import { unclear } from '../manifest/unclear.ts';
import { canonicalJson } from '../model/canonical.ts';
import { compileGlob } from '../model/glob.ts';
import { objectAt, stringAt } from '../model/json.ts';
import type { AdmissionRequest } from './review.ts';
import type { AdmissionSettings } from './settings.ts';

/** Why a request is let through without being judged; undefined when it is to be judged. */
export const exemption = (request: AdmissionRequest, settings: AdmissionSettings, workloads: readonly Workload[]): string | undefined => {
  const { operation, object, userInfo, namespace } = request;
  if (operation === 'DELETE' || operation === 'CONNECT' || !object) return 'nothing is created or changed';
  if (matches(settings.exemptUsers, userInfo?.username)) return 'the user is exempt';
  if (matches(settings.exemptNamespaces, namespace)) return 'the namespace is exempt';
  if (workloads.length === 0 && unclear(object, workloads) === undefined) return 'the object runs no containers';
  if (workloads.length > 0 && workloads.every(({ spec }) => matches(settings.exemptRuntimeClasses, stringAt(spec, 'runtimeClassName')))) {
    return 'the runtime class is exempt';
  }
  // Otherwise an object that was let in once could never be deleted or its status never be kept.
  if (stringAt(objectAt(object, 'metadata'), 'deletionTimestamp') !== undefined) return 'the object is being deleted';
  if (operation === 'UPDATE' && runsTheSame(request)) return 'what runs does not change';
  return undefined;
};

const matches = (globs: readonly string[], text: string | undefined): boolean =>
  text !== undefined && globs.some((glob) => compileGlob(glob).matches(text));

const runsTheSame = ({ object, oldObject }: AdmissionRequest): boolean =>
  !!oldObject && canonicalJson(object?.['spec'] ?? null) === canonicalJson(oldObject['spec'] ?? null);
