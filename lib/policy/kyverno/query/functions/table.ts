import { arithmeticFunctions } from './arithmetic.ts';
import type { QueryFunction } from './define.ts';
import { encodingFunctions } from './encoding.ts';
import { imageFunctions } from './image.ts';
import { listFunctions } from './list.ts';
import { numberFunctions } from './number.ts';
import { objectFunctions } from './object.ts';
import { orderFunctions } from './order.ts';
import { patternFunctions } from './pattern.ts';
import { textFunctions } from './text.ts';
import { timeFunctions } from './time.ts';
import { typeFunctions } from './type.ts';
import { versionFunctions } from './version.ts';

/** JMESPath's functions and Kyverno's, of which one (`sum`) stands before JMESPath's own. Source: Kyverno, pkg/engine/jmespath. */
const functions: readonly QueryFunction[] = [
  ...textFunctions,
  ...numberFunctions,
  ...listFunctions,
  ...orderFunctions,
  ...objectFunctions,
  ...typeFunctions,
  ...patternFunctions,
  ...arithmeticFunctions,
  ...encodingFunctions,
  ...timeFunctions,
  ...imageFunctions,
  ...versionFunctions,
];

const byName = new Map(functions.map((each) => [each.name, each]));

export const functionNamed = (name: string): QueryFunction | undefined => byName.get(name);
