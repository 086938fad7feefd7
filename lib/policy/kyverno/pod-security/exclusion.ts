import { type Json, listAt, stringAt } from '../../../model/json.ts';
import { wildcard } from '../wildcard.ts';

/** What a rule or an exception takes out of a control: containers by their images, or values of a field. */
export type Exclusion = {
  readonly control: string;
  /** `containers[*].securityContext.privileged` below the pod's spec; '' for the whole control. */
  readonly field: string;
  /** Without images it is about the pod itself. */
  readonly isOfPod: boolean;
  hasImage(image: string): boolean;
  /** Without values, any. */
  hasValue(value: string): boolean;
};

export const exclusionOf = (written: Json): Exclusion => {
  const images = textsAt(written, 'images').map(wildcard);
  const values = textsAt(written, 'values').map(wildcard);
  return {
    control: stringAt(written, 'controlName') ?? '',
    field: (stringAt(written, 'restrictedField') ?? '').replace(/^spec\./, ''),
    isOfPod: images.length === 0,
    hasImage: (image) => images.some((pattern) => pattern.matches(image)),
    hasValue: (value) => values.length === 0 || values.some((pattern) => pattern.matches(value)),
  };
};

const textsAt = (value: Json, key: string): readonly string[] => listAt(value, key).filter((each) => typeof each === 'string');
