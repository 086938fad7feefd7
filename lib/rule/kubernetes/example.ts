const indent = (text: string, by: number): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : ' '.repeat(by) + line))
    .join('\n');

type PodParts = { readonly pod?: string; readonly container?: string; readonly metadata?: string; readonly image?: string };

/** The text of a Pod with what matters to an example and the least beside it. */
export const podExample = ({ pod, container, metadata, image = 'registry.example.com/web:1.4.2' }: PodParts): string =>
  [
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web',
    metadata && indent(metadata, 2),
    'spec:',
    pod && indent(pod, 2),
    `  containers:\n    - name: web\n      image: ${image}`,
    container && indent(container, 6),
    '',
  ]
    .filter((part) => part !== undefined)
    .join('\n');

/** The same as a Deployment's pod template; `spec` stands beside the template. */
export const deploymentExample = ({ spec, ...parts }: PodParts & { readonly spec?: string }): string => {
  const [, template = ''] = podExample(parts).split('kind: Pod\nmetadata:\n  name: web\n');
  return [
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:',
    spec && indent(spec, 2),
    '  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}',
    indent(template, 4),
  ]
    .filter((part) => part !== undefined)
    .join('\n');
};
