import { defineRule, problem } from '../rule.ts';
import { configPlace } from './place.ts';

const systemFolders = new Set([
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/lib64',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/sys',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/sbin',
]);

export const systemVolume = defineRule({
  id: 'img-system-volume',
  on: 'image',
  title: 'A system folder is declared as a volume or working folder',
  severity: 'medium',
  severityReason: "A volume there hides the system's own files and outlives every update of the image.",
  aliases: ['DKL-DI-0002', 'DS-0030'],
  remediation: "Use a folder of the application's own, such as /data or /app.",
  reference: 'https://docs.docker.com/reference/dockerfile/#volume',
  category: 'image',
  *check({
    evidence: {
      content: { config },
    },
  }) {
    for (const volume of config.volumes)
      if (isSystem(volume))
        yield problem(`VOLUME is ${volume}.`, { location: configPlace(`/config/Volumes/${volume.replaceAll('/', '~1')}`) });
    // '/' is what an image without WORKDIR has, too.
    if (config.workingDir !== '/' && isSystem(config.workingDir) && config.workingDir !== '/root')
      yield problem(`WORKDIR is ${config.workingDir}.`, { location: configPlace('/config/WorkingDir') });
  },
});

const isSystem = (path: string): boolean => systemFolders.has(path.length > 1 ? path.replace(/\/+$/, '') : path);
