const ssh = [
  'ssh',
  'scp',
  'sftp',
  'rsync',
  'git',
  'npm',
  'yarn',
  'pnpm',
  'pip',
  'pip3',
  'go',
  'cargo',
  'composer',
  'bundle',
  'poetry',
  'uv',
];

/** Programs that look for a file by its name or path, without being told of it. Source: the documentation of each program. */
const rows: readonly (readonly [RegExp, readonly string[]])[] = [
  [/(?:^|\/)\.npmrc$/, ['npm', 'npx', 'yarn', 'pnpm', 'pnpx', 'bun', 'bunx', 'lerna', 'corepack']],
  [/(?:^|\/)\.yarnrc\.yml$/, ['yarn', 'yarnpkg']],
  [/(?:^|\/)\.pypirc$/, ['twine', 'flit', 'hatch', 'python', 'python3']],
  [/(?:^|\/)[._]netrc$/, ['git', 'curl', 'wget', 'pip', 'pip3', 'go', 'uv', 'poetry', 'pipenv', 'bundle', 'npm', 'yarn', 'cargo']],
  [/(?:^|\/)\.git-credentials$/, ['git', 'go', 'npm', 'yarn', 'pip', 'pip3', 'composer', 'bundle', 'cargo']],
  [/(?:^|\/)id_[a-z0-9]+$/, ssh],
  [/(?:^|\/)\.aws\/(?:credentials|config)$/, ['aws', 'terraform', 'sam', 'cdk', 'packer', 'dvc', 's3cmd']],
  [/(?:^|\/)\.docker\/config\.json$|(?:^|\/)\.dockercfg$/, ['docker', 'skopeo', 'crane', 'oras', 'helm', 'buildah', 'podman']],
  [/(?:^|\/)\.kube\/config$/, ['kubectl', 'helm']],
  [/(?:^|\/)\.s3cfg$/, ['s3cmd']],
  [/(?:^|\/)\.boto$/, ['gsutil']],
];

/** `isTool`: a file that serves a program of the build, and no image at run time. */
export const readersOf = (name: string, path: string): { readonly readers: ReadonlySet<string>; readonly isTool: boolean } => {
  const row = rows.find(([form]) => form.test(path) || form.test(name));
  return { readers: new Set(row?.[1] ?? []), isTool: row !== undefined };
};
