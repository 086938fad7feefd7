import * as z from 'zod';
import type { Platform } from '../model/subject.ts';

/** Of one change, as the service takes it. */
export const limits = { images: 16, files: 2_000, textCharacters: 16 * 1024 * 1024, labels: 64, contextFiles: 50_000 } as const;

const platformForm = /^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9.]+)?$/;
const platformText = z.union([
  z.literal('all'),
  z.string().max(64).regex(platformForm, 'a platform reads os/architecture or os/architecture/variant'),
]);

const imageInput = z.strictObject({
  reference: z.string().min(1).max(1024).describe('A tag or a digest: registry.example.com/team/app:1.4'),
  platform: platformText.optional().describe('linux/arm64, or all for every platform of an index'),
});

const fileInput = z.strictObject({
  name: z.string().min(1).max(512).describe('Shown in findings; never opened'),
  text: z.string().max(limits.textCharacters),
});

const sentFile = z.strictObject({ path: z.string().min(1).max(4_096), size: z.number().int().min(0) });

const dockerfileInput = fileInput.extend({
  ignore: z
    .string()
    .max(1024 * 1024)
    .optional()
    .describe('The text of the .dockerignore that the builder takes: the one named after the Dockerfile, else that of the folder'),
  files: z
    .array(sentFile)
    .max(limits.contextFiles)
    .optional()
    .describe('What lies in the folder that is built, before anything is ignored: paths below it, sizes in bytes'),
});

const name = z.string().min(1).max(128);

/** The body of `POST /v1/scans`: an image, manifests, a Dockerfile, a bill of materials, or all of one change. */
export const scanInput = z
  .strictObject({
    image: z.union([z.string().min(1).max(1024), imageInput]).optional(),
    images: z.array(imageInput).max(limits.images).optional(),
    manifests: z.array(fileInput).max(limits.files).optional(),
    dockerfile: dockerfileInput.optional(),
    sbom: fileInput.optional(),
    cluster: z.array(fileInput).max(limits.files).optional(),
    environment: name.optional(),
    namespace: name.optional().describe('Where the objects go that name no namespace'),
    labels: z
      .record(name, z.string().max(256))
      .refine((labels) => Object.keys(labels).length <= limits.labels, `at most ${limits.labels} labels`)
      .optional(),
    policy: name.optional().describe('A policy by name; without it the tenant’s mapping chooses'),
  })
  .refine(({ image, images, manifests, dockerfile, sbom }) => image ?? images?.length ?? manifests?.length ?? dockerfile ?? sbom, {
    message: 'nothing to judge: give image, images, manifests, dockerfile or sbom',
  });
export type ScanInput = z.input<typeof scanInput>;

export type ImageRequest = { readonly reference: string; readonly platform: string | null };

export const imageRequests = ({ image, images = [] }: ScanInput): readonly ImageRequest[] => {
  const first = typeof image === 'string' ? { reference: image } : image;
  return [...(first ? [first] : []), ...images].map(({ reference, platform = null }) => ({ reference, platform }));
};

export const platformOf = (text: string): Platform => {
  const [os = '', architecture = '', variant] = text.split('/');
  return { os, architecture, ...(variant !== undefined && { variant }) };
};
