import { type BuiltImage, file, imageOfLayers } from '../image/build.ts';

/** One layer, an unprivileged user and a shell. */
export const smallImage = (): BuiltImage =>
  imageOfLayers(
    [[file('etc/os-release', 'ID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n'), file('bin/sh', '#!', 0o755)]],
    { config: { User: '1000' }, rootfs: { type: 'layers', diff_ids: [] } },
  );
