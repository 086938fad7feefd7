import * as z from 'zod';
import { scanInput } from '../../scan/input.ts';
import { named } from './named.ts';

const { manifests, dockerfile, ...others } = scanInput.shape;
const text = z
  .string()
  .min(1)
  .max(16 * 1024 * 1024);

/** Files with their names, or one text without. */
const texts = {
  manifests: z.union([text, manifests.unwrap()]).optional().describe('Kubernetes manifests, YAML or JSON, several documents too'),
  dockerfile: z.union([text, dockerfile.unwrap()]).optional(),
};

type Texts = z.output<z.ZodObject<typeof texts>>;

export const readTexts = ({ manifests, dockerfile }: Texts) => ({
  ...(manifests !== undefined && { manifests: typeof manifests === 'string' ? [{ name: 'manifests.yaml', text: manifests }] : manifests }),
  ...(dockerfile !== undefined && { dockerfile: typeof dockerfile === 'string' ? { name: 'Dockerfile', text: dockerfile } : dockerfile }),
});

export const changeSchema = named('Change', z.strictObject({ ...others, ...texts }));

const { environment, namespace, labels, policy } = others;
export const inlineChangeSchema = named('InlineChange', z.strictObject({ ...texts, environment, namespace, labels, policy }));

/** For a body that is the manifests themselves: what JSON would say beside them. Members of the body outrank it. */
export const changeQuery = { policy, environment, namespace };

const manifestsOf = (manifests: string) => ({ manifests });
const dockerfileOf = (dockerfile: string) => ({ dockerfile });

export const changeTexts = {
  'application/yaml': manifestsOf,
  'application/x-yaml': manifestsOf,
  'text/yaml': manifestsOf,
  'text/x-dockerfile': dockerfileOf,
};

export const exampleManifest = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.4
`;
