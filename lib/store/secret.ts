import { AppError } from '../model/error.ts';

const nameForm = /^[A-Za-z0-9._/-]{1,128}$/;
/** Source: AWS Secrets Manager quotas, secret value size. */
const maxValueBytes = 65_536;

export const checkSecretName = (name: string): void => {
  if (!nameForm.test(name)) throw new AppError('invalid-request', 'a secret is named by 1 to 128 of A-Z a-z 0-9 . _ / -');
};

export const checkSecretValue = (value: string): void => {
  if (value === '') throw new AppError('invalid-request', 'a secret is not empty');
  if (Buffer.byteLength(value) > maxValueBytes) throw new AppError('too-large', `a secret has at most ${maxValueBytes} bytes`);
};
