import type { CelValue } from './value.ts';

const structured = {
  uint: 'uint',
  bytes: 'bytes',
  list: 'list',
  map: 'map',
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
  type: 'type',
  optional: 'optional_type',
} as const;

/** The name that `type(value)` prints. */
export const typeName = (value: CelValue): string => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return typeof value === 'string' ? 'string' : 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    default:
      if (value === null) return 'null_type';
      return value.kind === 'opaque' || value.kind === 'message' ? value.type : structured[value.kind];
  }
};
