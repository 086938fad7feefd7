/** Tools whose lists can be taken over. */
export const importerNames = ['trivyignore', 'trivyignore-yaml', 'grype', 'harbor', 'dependency-track'] as const;
export type ImporterName = (typeof importerNames)[number];
