import * as z from 'zod';
import { scanInput } from '../../scan/input.ts';
import { named } from './named.ts';

const { manifests, dockerfile, sbom, cluster, ...others } = scanInput.shape;
const text = z
  .string()
  .min(1)
  .max(16 * 1024 * 1024);

/** Files with their names, or one text without. */
const texts = {
  manifests: z.union([text, manifests.unwrap()]).optional().describe('Kubernetes manifests, YAML or JSON, several documents too'),
  dockerfile: z.union([text, dockerfile.unwrap()]).optional(),
  sbom: z
    .union([text, sbom.unwrap()])
    .optional()
    .describe(
      'A bill of materials as text: CycloneDX, SPDX 2 or syft-json. It is judged as a document, and never stands for the image that it names',
    ),
  cluster: z
    .union([text, cluster.unwrap()])
    .optional()
    .describe(
      'What the cluster holds, for policies of Kyverno and Kubernetes that ask: objects, whole lists of them, values for Kyverno’s command',
    ),
};

type Texts = z.output<z.ZodObject<typeof texts>>;

export const readTexts = ({ manifests, dockerfile, sbom, cluster }: Texts) => ({
  ...(manifests !== undefined && { manifests: typeof manifests === 'string' ? [{ name: 'manifests.yaml', text: manifests }] : manifests }),
  ...(dockerfile !== undefined && { dockerfile: typeof dockerfile === 'string' ? { name: 'Dockerfile', text: dockerfile } : dockerfile }),
  ...(sbom !== undefined && { sbom: typeof sbom === 'string' ? { name: 'sbom.json', text: sbom } : sbom }),
  ...(cluster !== undefined && { cluster: typeof cluster === 'string' ? [{ name: 'cluster.yaml', text: cluster }] : cluster }),
});

export const changeSchema = named('Change', z.strictObject({ ...others, ...texts }));

const { environment, namespace, labels, policy } = others;
export const inlineChangeSchema = named('InlineChange', z.strictObject({ ...texts, environment, namespace, labels, policy }));

/** For a body that is the manifests themselves: what JSON would say beside them. Members of the body outrank it. */
export const changeQuery = { policy, environment, namespace };

const manifestsOf = (manifests: string) => ({ manifests });
const dockerfileOf = (dockerfile: string) => ({ dockerfile });
const sbomOf = (sbom: string) => ({ sbom });

export const changeTexts = {
  'application/yaml': manifestsOf,
  'application/x-yaml': manifestsOf,
  'text/yaml': manifestsOf,
  'text/x-dockerfile': dockerfileOf,
  'application/vnd.cyclonedx+json': sbomOf,
  'application/spdx+json': sbomOf,
  'application/vnd.syft+json': sbomOf,
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
