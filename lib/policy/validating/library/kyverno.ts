import type { CelFunction } from '../../cel/library/overload.ts';
import { globalContextLibrary } from './global-context.ts';
import { hashLibrary } from './hash.ts';
import { httpLibrary } from './http.ts';
import { imageLibrary } from './image.ts';
import { imageDataLibrary } from './image-data.ts';
import { resourceLibrary } from './resource.ts';
import { textLibrary } from './text.ts';
import { timeLibrary } from './time.ts';
import { userLibrary } from './user.ts';
import { valueLibrary } from './value.ts';

const libraries = [
  resourceLibrary,
  httpLibrary,
  globalContextLibrary,
  imageDataLibrary,
  imageLibrary,
  timeLibrary,
  userLibrary,
  hashLibrary,
  textLibrary,
  valueLibrary,
];

/** What policies of policies.kyverno.io may call beside Kubernetes' own libraries. Source: kyverno/sdk, cel/libs. */
export const kyvernoFunctions: readonly CelFunction[] = libraries.flat();
