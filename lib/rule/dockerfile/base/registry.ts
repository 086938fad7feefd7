import { imageName, longName } from '../../../model/image-name.ts';
import { isList, type Json } from '../../../model/json.ts';
import { dockerfileRule, problemAt } from '../define.ts';
import { outsideBases } from './tag.ts';

const entries = (value: Json | undefined): string[] => (isList(value) ? value.filter((entry) => typeof entry === 'string') : []);

/** An entry is a host, `*.host`, or a host with the folder that everything must lie in. */
const covers = (list: readonly string[], registry: string, path: string): boolean =>
  list.some((entry) => {
    const [host, ...folders] = entry.replace(/\/+$/, '').split('/');
    if (folders.length > 0 && path !== folders.join('/') && !path.startsWith(`${folders.join('/')}/`)) return false;
    return host === '*' || host === registry || (host?.startsWith('*.') === true && registry.endsWith(host.slice(1)));
  });

export const baseRegistry = dockerfileRule({
  id: 'df-base-registry',
  title: 'The base image comes from an allowed registry',
  severity: 'high',
  severityReason: 'Only registries that the team watches and mirrors are known to serve what was reviewed.',
  aliases: ['DL3026', 'CIS-DI-0002'],
  remediation: 'Take the base from a registry that the policy lists in `registries`; without a list only the `refused` ones are found.',
  reference: 'https://docs.docker.com/reference/dockerfile/#from',
  // Source: ttl.sh: anybody may push any name, without an account.
  defaultParams: { registries: [], refused: ['ttl.sh'] },
  bad: 'FROM ttl.sh/base:1h\n',
  good: 'FROM debian:12\nFROM scratch\nFROM registry.example.com/base:1\n',
  *check(file, { params }) {
    const allowed = entries(params['registries']);
    const refused = entries(params['refused']);
    for (const { stage, base } of outsideBases(file)) {
      const { registry, path } = longName(imageName(base));
      if (!covers(refused, registry, path) && (allowed.length === 0 || covers(allowed, registry, path))) continue;
      yield problemAt(file, stage.image, `the base image ${base} comes from ${registry}, which is not an allowed registry`);
    }
  },
});
