import type { QueryFunction } from './define.ts';
export const timeFunctions: readonly QueryFunction[] = [];
