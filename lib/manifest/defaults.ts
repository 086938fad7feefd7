import { isList, isObject, type Json, type JsonObject, memberOf } from '../model/json.ts';
import { podContainers } from './template.table.ts';

/**
 * The pod spec as the API server would store it, as far as a verdict can depend on it: a volume without a source is an emptyDir, the pull policy
 * follows the tag, ports are TCP, and on the host's network a port is a host port. Source: kubernetes pkg/apis/core/v1/defaults.go.
 */
export const withPodDefaults = (spec: JsonObject): JsonObject => {
  const changed: { [key: string]: Json } = {};
  const volumes = memberOf(spec, 'volumes');
  if (isList(volumes) && volumes.some(hasNoSource)) changed['volumes'] = volumes.map(withSource);
  const isOnHost = memberOf(spec, 'hostNetwork') === true;
  for (const [member] of podContainers) {
    const containers = memberOf(spec, member);
    if (isList(containers)) changed[member] = containers.map((container) => withContainerDefaults(container, isOnHost));
  }
  const account = memberOf(spec, 'serviceAccount');
  if (typeof account === 'string' && !memberOf(spec, 'serviceAccountName')) changed['serviceAccountName'] = account;
  return { ...spec, ...changed };
};

const hasNoSource = (volume: Json): boolean => isObject(volume) && Object.keys(volume).every((key) => key === 'name');

const withSource = (volume: Json): Json => (isObject(volume) && hasNoSource(volume) ? { ...volume, emptyDir: {} } : volume);

export const withContainerDefaults = (container: Json, isOnHost: boolean): Json => {
  if (!isObject(container)) return container;
  const image = memberOf(container, 'image');
  const ports = memberOf(container, 'ports');
  const needsPolicy = typeof image === 'string' && !memberOf(container, 'imagePullPolicy');
  if (!needsPolicy && !isList(ports)) return container;
  return {
    ...container,
    ...(needsPolicy && { imagePullPolicy: isLatest(image) ? 'Always' : 'IfNotPresent' }),
    ...(isList(ports) && { ports: ports.map((port) => withPortDefaults(port, isOnHost)) }),
  };
};

const withPortDefaults = (port: Json, isOnHost: boolean): Json => {
  if (!isObject(port)) return port;
  const number = memberOf(port, 'containerPort');
  return {
    ...port,
    ...(!memberOf(port, 'protocol') && { protocol: 'TCP' }),
    ...(isOnHost && number !== undefined && !memberOf(port, 'hostPort') && { hostPort: number }),
  };
};

// A digest is not a tag: `app@sha256:…` is pulled IfNotPresent. Source: SetDefaults_Container.
const isLatest = (image: string): boolean => {
  if (image.includes('@')) return false;
  const name = image.slice(image.lastIndexOf('/') + 1);
  const tag = name.includes(':') ? name.slice(name.indexOf(':') + 1) : 'latest';
  return tag === 'latest';
};
