/** The command's exit codes; `--help` and docs/cli.md state them. 0 stands for warn too, unless `--fail-on warn`. */
export const exitCodes = { allow: 0, deny: 1, usage: 2, undecided: 3, unsupported: 4 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
