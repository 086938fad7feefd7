import { failed, valued } from '../../outcome.ts';
import { imageInfoOf } from '../../scalar/image-info.ts';
import { text } from './argument.ts';
import { define, type QueryFunction } from './define.ts';

export const imageFunctions: readonly QueryFunction[] = [
  define('image_normalize', [text], ([reference]) => {
    const info = imageInfoOf(reference);
    return info ? valued(info.reference) : failed(`image_normalize: ${JSON.stringify(reference.slice(0, 100))} is no image reference`);
  }),
];
