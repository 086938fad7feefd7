import { AppError } from '../../model/error.ts';
import { lazy } from '../embedded/lazy.ts';
import { clientSettings } from './client.ts';
import { exceptionName, failureOf } from './failure.ts';

type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
};
/** As clients of the SDK take them: asked again when the last ones are about to end. */
export type RoleCredentials = () => Promise<Credentials>;

// The shortest there is: what is taken on is taken on again when it is needed. Source: AssumeRole, DurationSeconds.
const durationSeconds = 3_600;

const newClient = lazy(async () => {
  const { STSClient } = await import('@aws-sdk/client-sts');
  return new STSClient(clientSettings);
});

/** The credentials of a role in another account that trusts this function's own. Throws AppError `registry-unauthorized`, `unavailable`. */
export const assumedRole =
  (role: string): RoleCredentials =>
  async () => {
    const { AssumeRoleCommand } = await import('@aws-sdk/client-sts');
    const input = { RoleArn: role, RoleSessionName: 'plimsoll', DurationSeconds: durationSeconds };
    try {
      const { Credentials } = await (await newClient()).send(new AssumeRoleCommand(input));
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
      if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
        throw new AppError('registry-unauthorized', 'the role of that account gave no credentials');
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration };
    } catch (error) {
      if (!/AccessDenied|MalformedPolicyDocument|RegionDisabled/.test(exceptionName(error))) throw failureOf('STS', error);
      throw new AppError('registry-unauthorized', 'the role of that account may not be taken on', {
        cause: error,
        internal: String(error),
      });
    }
  };
