import { posix } from 'node:path';
import type { ComposeService } from '../../compose/file.ts';
import { listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import type { Rule } from '../rule.ts';
import { composeRule, problemIn, specification, textOf } from './define.ts';

/** A path of the host in a container. `source` is normal and absolute, or begins with `~`, `.` or `..`. */
type Mount = { readonly source: string; readonly propagation: string; readonly readOnly: boolean; readonly place: string };

/** Bind mounts of both forms. Source: Compose specification, volumes: a source that begins with `/`, `.` or `~` is a path, another word a named volume. */
const hostMounts = (service: ComposeService): readonly Mount[] =>
  listAt(service.value, 'volumes').flatMap((volume, at): Mount[] => {
    const place = `/volumes/${at}`;
    const short = textOf(volume);
    if (short !== undefined) {
      const [source = '', target, ...rest] = short.split(':');
      if (target === undefined || !/^[/.~]/.test(source)) return [];
      const options = rest.join(',').split(',');
      return [{ source: clean(source), propagation: options.find(isPropagation) ?? '', readOnly: options.includes('ro'), place }];
    }
    const source = textOf(memberOf(volume, 'source') ?? memberOf(volume, 'src'));
    if (stringAt(volume, 'type') !== 'bind' || source === undefined) return [];
    const propagation = stringAt(objectAt(volume, 'bind'), 'propagation') ?? '';
    return [{ source: clean(source), propagation, readOnly: memberOf(volume, 'read_only') === true, place: `${place}/source` }];
  });

const clean = (path: string): string => {
  const normal = posix.normalize(path);
  return normal.length > 1 ? normal.replace(/\/+$/, '') : normal;
};

const isPropagation = (option: string): boolean => /^r?(?:shared|slave)$/.test(option);

const socket = /\/(?:docker|containerd|podman|crio|cri-dockerd|buildkitd)\.sock$/;
const socketFolder = /^(?:\/var)?\/run(?:\/(?:docker|containerd|podman|crio))?$/;
const isSocket = (source: string): boolean => socket.test(source) || socketFolder.test(source);

/** Configuration, devices, credentials and programs of the host. */
const sensitive =
  /^\/(?:$|(?:etc|proc|sys|dev|boot|root|lib|lib64|bin|sbin|usr)(?:\/|$)|var\/(?:lib\/(?:docker|kubelet|containerd)|log|spool)(?:\/|$)|home$)/;
const home = /^~\/?(?:$|\.(?:ssh|aws|kube|docker|gnupg|azure|config)(?:\/|$))/;
/** Files of /etc that say the time and are mounted read-only by habit. */
const harmless = /^\/etc\/(?:localtime|timezone)$|^\/usr\/share\/zoneinfo(?:\/|$)|^\/dev\/(?:null|zero|u?random|shm|snd|dri)(?:\/|$)/;

const isSensitive = (source: string): boolean =>
  (sensitive.test(source) || home.test(source)) && !harmless.test(source) && !isSocket(source);

export const mountRules: readonly Rule[] = [
  composeRule({
    id: 'compose-runtime-socket',
    title: 'No container runtime socket is mounted',
    severity: 'critical',
    severityReason: 'The socket starts any container on the host, privileged ones too; mounting it read-only changes nothing.',
    aliases: ['d6355c88-1e8d-49e9-b2f2-f8a1ca12c75b'],
    remediation: 'Remove the mount; where it is needed, put a proxy that allows single calls before the socket.',
    reference: 'https://docs.docker.com/engine/security/protect-access/',
    bad: 'volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]',
    good: 'volumes: ["./run/app.sock:/run/app.sock", "run:/var/run"]',
    *check(service) {
      for (const { source, place } of hostMounts(service)) {
        if (isSocket(source)) yield problemIn(service, place, `${source} of the host is mounted`, { discriminator: source });
      }
    },
  }),
  composeRule({
    id: 'compose-host-path-sensitive',
    title: 'No system directory of the host is mounted',
    severity: 'high',
    severityReason: 'The host’s configuration, devices, programs or credentials give control of the host.',
    aliases: ['1c1325ff-831d-43a1-973e-839ae57dfcc0'],
    remediation: 'Mount only what the service needs, from a folder that is not the host’s system.',
    reference: `${specification}/services/#volumes`,
    bad: 'volumes: ["/etc:/host/etc"]',
    good: 'volumes: ["/etc/localtime:/etc/localtime:ro", "./etc:/etc/app", "data:/etc"]',
    *check(service) {
      for (const { source, place } of hostMounts(service)) {
        if (isSensitive(source)) yield problemIn(service, place, `${source} of the host is mounted`, { discriminator: source });
      }
    },
  }),
  composeRule({
    id: 'compose-host-path',
    title: 'No directory of the host outside the project is mounted writable',
    severity: 'low',
    severityReason: 'Data on the host outlives the service and is shared with all that mount it; it ties the service to one machine.',
    aliases: [],
    remediation: 'Use a named volume, or mount it read-only.',
    reference: `${specification}/volumes/`,
    bad: 'volumes: ["/srv/data:/data"]',
    good: 'volumes: ["data:/data", "./src:/app", "/srv/pages:/pages:ro"]',
    *check(service) {
      for (const { source, readOnly, place } of hostMounts(service)) {
        const isOutside = /^(?:\/|~|\.\.(?:\/|$))/.test(source);
        if (!isOutside || readOnly || isSocket(source) || isSensitive(source)) continue;
        yield problemIn(service, place, `${source} of the host is mounted writable`, { discriminator: source });
      }
    },
  }),
  composeRule({
    id: 'compose-mount-propagation',
    title: 'Mounts do not spread between host and container',
    severity: 'high',
    severityReason: 'What is mounted in the container then appears on the host and in other containers, or the other way about.',
    aliases: ['baa452f0-1f21-4a25-ace5-844e7a5f410d'],
    remediation: 'Leave the propagation at rprivate.',
    reference: 'https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation',
    bad: 'volumes: ["/srv/data:/data:ro,rshared"]',
    good: 'volumes:\n  - {type: bind, source: /srv/data, target: /data, read_only: true, bind: {propagation: rprivate}}',
    *check(service) {
      for (const { source, propagation, place } of hostMounts(service)) {
        if (isPropagation(propagation)) yield problemIn(service, place, `${source} is mounted ${propagation}`, { discriminator: source });
      }
    },
  }),
];
