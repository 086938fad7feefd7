import { linesOf } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

/** `"cowboy": {:hex, :cowboy, "2.9.0", …` a line. Source: hexdocs.pm/mix, "mix deps". */
export const mixLock: LockFormat = {
  id: 'mix',
  files: /(^|\/)mix\.lock$/,
  *read(text) {
    for (const { text: line, number } of linesOf(text)) {
      const [, name, version] = /^\s*"[^"]+": ?\{:hex, :"?([\w.-]+)"?, "([^"]+)"/.exec(line) ?? [];
      if (name && version) yield locked('hex', { name, version, line: number });
    }
    return text.includes('%{') || text.trim() === '';
  },
};

/** `{<<"cowboy">>,{pkg,<<"cowboy">>,<<"2.9.0">>},0}` a line. Source: rebar3.org, "Dependencies". */
export const rebarLock: LockFormat = {
  id: 'rebar',
  files: /(^|\/)rebar\.lock$/,
  *read(text) {
    for (const { text: line, number } of linesOf(text)) {
      const [, name, version] = /\{<<"[^"]+">>, ?\{pkg, ?<<"([^"]+)">>, ?<<"([^"]+)">>/.exec(line) ?? [];
      if (name && version) yield locked('hex', { name, version, line: number });
    }
    return /^[[{]/m.test(text);
  },
};
