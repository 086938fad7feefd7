import { defineRule, problem } from '../rule.ts';
import { configPlace } from './place.ts';

export const entrypoint = defineRule({
  id: 'img-entrypoint',
  on: 'image',
  title: 'What the image starts is not there or cannot be executed',
  severity: 'high',
  severityReason: 'The container ends at once with an error.',
  aliases: [],
  remediation: "Correct ENTRYPOINT or CMD, or the file's name and execute bit.",
  reference: 'https://docs.docker.com/reference/dockerfile/#entrypoint',
  category: 'image',
  *check({ evidence: { content } }) {
    const { config, executables, incomplete } = content;
    const [field, program] = config.entrypoint.length > 0 ? ['Entrypoint', config.entrypoint[0]] : ['Cmd', config.cmd[0]];
    // Names without a slash are searched for in PATH, which a workload may set.
    if (!program?.startsWith('/') || incomplete.some(({ path }) => !path)) return;
    const path = program.replace(/\/+/g, '/').slice(1);
    if (!executables.includes(path)) yield problem(`${program} cannot be executed.`, { location: configPlace(`/config/${field}/0`) });
  },
});
