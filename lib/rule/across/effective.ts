import type { ContainerView, Workload } from '../../manifest/object.ts';
import { booleanAt, type JsonObject, listAt, numberAt, objectAt, stringAt } from '../../model/json.ts';

// A container's setting wins over the pod's. Source: Kubernetes API, PodSecurityContext.
export const effectiveBoolean = (workload: Workload, container: ContainerView, key: string): boolean | undefined =>
  booleanAt(container.securityContext, key) ?? booleanAt(objectAt(workload.spec, 'securityContext'), key);

export const effectiveNumber = (workload: Workload, container: ContainerView, key: string): number | undefined =>
  numberAt(container.securityContext, key) ?? numberAt(objectAt(workload.spec, 'securityContext'), key);

export type Mount = { readonly path: string; readonly readOnly: boolean; readonly name: string; readonly index: number };

/** Where volumes are mounted, without a trailing slash. */
export const mountsOf = (container: ContainerView): readonly Mount[] =>
  listAt(container.value, 'volumeMounts').flatMap((mount, index): Mount[] => {
    const path = stringAt(mount, 'mountPath');
    if (!path) return [];
    return [{ path: trimSlash(path), readOnly: booleanAt(mount, 'readOnly') ?? false, name: stringAt(mount, 'name') ?? '', index }];
  });

export const trimSlash = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, '') : path);

/** Whether `path` is at or below `folder`; both absolute. */
export const isWithin = (path: string, folder: string): boolean => folder === '/' || path === folder || path.startsWith(`${folder}/`);

/** The value of an environment variable as the container sees it; undefined when it is not known here. */
export const environmentOf = (container: ContainerView, imageEnv: readonly string[], name: string): string | undefined => {
  const own = listAt(container.value, 'env').findLast((entry): entry is JsonObject => stringAt(entry, 'name') === name);
  if (own) return stringAt(own, 'value');
  return imageEnv.findLast((variable) => variable.startsWith(`${name}=`))?.slice(name.length + 1);
};
