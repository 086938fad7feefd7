import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import formatsModule from 'ajv-formats';

const addFormats = formatsModule.default;

/** The places where a value breaks a schema; empty when it fits. */
export const problemsOf = (validate: ValidateFunction, value: unknown): readonly string[] =>
  validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

export const compile = (schema: object): ValidateFunction => {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats(ajv);
  return ajv.compile(schema);
};

/** The published schema, from the project's own package. */
export const cyclonedxSchema = (): ValidateFunction => {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library')), '..');
  const root = [folder, join(folder, '..')].find((candidate) => tryRead(join(candidate, 'package.json'))?.includes('"name": "@cyclonedx'));
  const read = (name: string): object => JSON.parse(readFileSync(join(root ?? folder, 'res', 'schema', name), 'utf8'));
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats(ajv);
  ajv.addFormat('iri-reference', true);
  ajv.addFormat('idn-email', true);
  for (const name of ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json'])
    ajv.addSchema(read(name), `http://cyclonedx.org/schema/${name}`);
  return ajv.compile(read('bom-1.6.SNAPSHOT.schema.json'));
};

const tryRead = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const text = { type: 'string', minLength: 1 } as const;
const object = (required: readonly string[], properties: object, more: object = {}): object => ({
  type: 'object',
  required,
  properties,
  additionalProperties: false,
  ...more,
});
const message = object(['text'], { text, markdown: text });
const physicalLocation = object(['artifactLocation', 'region'], {
  artifactLocation: object(['uri'], { uri: { ...text, format: 'uri-reference', pattern: '^[^/][^:]*$' } }),
  region: object(['startLine', 'startColumn', 'endLine', 'endColumn'], {
    startLine: { type: 'integer', minimum: 1 },
    startColumn: { type: 'integer', minimum: 1 },
    endLine: { type: 'integer', minimum: 1 },
    endColumn: { type: 'integer', minimum: 1 },
  }),
});
const level = { enum: ['none', 'note', 'warning', 'error'] };

/** The part of SARIF 2.1.0 that we write, with what GitHub asks beyond it. Sources: OASIS SARIF 2.1.0 errata 01; GitHub docs, "SARIF support for code scanning". */
export const sarifSchema = object(['$schema', 'version', 'runs'], {
  $schema: { ...text, format: 'uri' },
  version: { const: '2.1.0' },
  runs: {
    type: 'array',
    minItems: 1,
    maxItems: 20,
    items: object(['tool', 'results', 'automationDetails'], {
      tool: object(['driver'], {
        driver: object(['name', 'rules'], {
          name: text,
          semanticVersion: text,
          rules: {
            type: 'array',
            maxItems: 25_000,
            items: object(['id', 'shortDescription', 'fullDescription', 'help', 'defaultConfiguration', 'properties'], {
              id: text,
              shortDescription: message,
              fullDescription: object(['text'], { text: { ...text, maxLength: 1024 } }),
              help: message,
              helpUri: { ...text, format: 'uri' },
              defaultConfiguration: object(['level'], { level }),
              properties: object(['tags', 'precision'], {
                tags: { type: 'array', maxItems: 10, uniqueItems: true, items: text, contains: { const: 'security' } },
                precision: { enum: ['very-high', 'high', 'medium', 'low'] },
                'security-severity': { type: 'string', pattern: '^(10\\.0|\\d\\.\\d)$' },
              }),
            }),
          },
        }),
      }),
      automationDetails: object(['id'], { id: { ...text, pattern: '/$' } }),
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      invocations: {
        type: 'array',
        items: object(['executionSuccessful'], {
          executionSuccessful: { type: 'boolean' },
          endTimeUtc: { type: 'string', format: 'date-time' },
          toolExecutionNotifications: { type: 'array', items: object(['message'], { message, level }) },
        }),
      },
      results: {
        type: 'array',
        maxItems: 25_000,
        items: object(['ruleId', 'ruleIndex', 'message', 'locations', 'partialFingerprints'], {
          ruleId: text,
          ruleIndex: { type: 'integer', minimum: 0 },
          level,
          message,
          locations: {
            type: 'array',
            minItems: 1,
            maxItems: 100,
            items: object(['physicalLocation'], {
              physicalLocation,
              logicalLocations: {
                type: 'array',
                items: object(['fullyQualifiedName'], { fullyQualifiedName: text, kind: text, name: text }),
              },
            }),
          },
          partialFingerprints: {
            type: 'object',
            required: ['primaryLocationLineHash'],
            properties: { primaryLocationLineHash: { pattern: '^[0-9a-f]{16}:\\d+$' } },
            additionalProperties: text,
          },
          codeFlows: {
            type: 'array',
            items: object(['threadFlows'], {
              threadFlows: {
                type: 'array',
                minItems: 1,
                items: object(['locations'], {
                  locations: {
                    type: 'array',
                    minItems: 1,
                    items: object(['location'], { location: object([], { physicalLocation, message }) }),
                  },
                }),
              },
            }),
          },
          fixes: { type: 'array' },
          suppressions: {
            type: 'array',
            items: object(['kind'], {
              kind: { enum: ['inSource', 'external'] },
              justification: text,
            }),
          },
          properties: { type: 'object' },
        }),
      },
      properties: { type: 'object' },
    }),
  },
});

const link = { ...text, pattern: '^(https?|ftp)://.+' };
const vendor = object(['name'], { name: text });
const tool = object(['id', 'name', 'version', 'vendor'], {
  id: text,
  name: { ...text, maxLength: 255 },
  version: { ...text, maxLength: 255 },
  vendor,
});
const localTime = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$' };

/**
 * What we write of it, and stricter: no other member, and an image with a tag or digest, which 15.1.0 asks no more. Source: gitlab-org/gitlab,
 * lib/gitlab/ci/parsers/security/validators/schemas, 15.0.7 and 15.1.0, `container-scanning-report-format.json`.
 */
export const gitlabSchema = object(['version', 'scan', 'vulnerabilities'], {
  version: { type: 'string', pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$' },
  scan: object(['analyzer', 'end_time', 'scanner', 'start_time', 'status', 'type'], {
    analyzer: tool,
    scanner: tool,
    start_time: localTime,
    end_time: localTime,
    status: { enum: ['success', 'failure'] },
    type: { const: 'container_scanning' },
    messages: { type: 'array', items: object(['level', 'value'], { level: { enum: ['info', 'warn', 'fatal'] }, value: text }) },
  }),
  vulnerabilities: {
    type: 'array',
    items: object(['id', 'identifiers', 'location'], {
      id: text,
      name: { type: 'string', maxLength: 255 },
      description: { type: 'string', maxLength: 1_048_576 },
      severity: { enum: ['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical'] },
      solution: { type: 'string', maxLength: 7_000 },
      identifiers: {
        type: 'array',
        minItems: 1,
        items: object(['type', 'name', 'value'], { type: text, name: text, value: text, url: link }),
      },
      links: { type: 'array', items: object(['url'], { name: text, url: link }) },
      location: object(['dependency', 'operating_system', 'image'], {
        dependency: object(['package', 'version'], { package: object(['name'], { name: text }), version: text }),
        operating_system: { ...text, maxLength: 255 },
        image: { type: 'string', pattern: '^[^:]+(:\\d+[^:]*)?:[^:]+(:[^:]+)?$' },
      }),
    }),
  },
  remediations: { type: 'array', maxItems: 0 },
});

/** Source: gitlab-org/gitlab, app/validators/json_schemas/codeclimate.json, which asks less; GitLab docs, "Code Quality report format". At the first issue that does not fit GitLab stops reading. */
export const codeQualitySchema = {
  type: 'array',
  items: object(['description', 'check_name', 'fingerprint', 'severity', 'location'], {
    type: { const: 'issue' },
    description: text,
    check_name: text,
    categories: { type: 'array', items: text },
    fingerprint: text,
    severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
    location: object(['path', 'lines'], {
      path: { ...text, pattern: '^[^/]' },
      lines: object(['begin'], { begin: { type: 'integer', minimum: 1 } }),
    }),
  }),
};

/**
 * What we write of it, and stricter: no other member. Source: kubernetes-sigs/wg-policy-prototypes, policy-report/crd/v1alpha2 at 037274b, whose severities are the fewest.
 */
export const policyReportSchema = object(['apiVersion', 'kind', 'items'], {
  apiVersion: { const: 'v1' },
  kind: { const: 'List' },
  items: {
    type: 'array',
    minItems: 1,
    items: object(['apiVersion', 'kind', 'metadata', 'results', 'summary'], {
      apiVersion: { const: 'wgpolicyk8s.io/v1alpha2' },
      kind: { enum: ['PolicyReport', 'ClusterPolicyReport'] },
      metadata: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' } },
      },
      results: {
        type: 'array',
        items: object(['policy'], {
          policy: text,
          rule: text,
          category: text,
          message: { type: 'string' },
          result: { enum: ['pass', 'fail', 'warn', 'error', 'skip'] },
          severity: { enum: ['high', 'low', 'medium'] },
          scored: { type: 'boolean' },
          source: text,
          timestamp: object(['nanos', 'seconds'], { nanos: { type: 'integer', minimum: 0 }, seconds: { type: 'integer' } }),
          properties: { type: 'object', additionalProperties: { type: 'string' } },
          resources: { type: 'array', items: object([], { apiVersion: text, kind: text, name: text, namespace: text }) },
        }),
      },
      summary: object(
        [],
        Object.fromEntries(['pass', 'fail', 'warn', 'error', 'skip'].map((name) => [name, { type: 'integer', minimum: 0 }])),
      ),
    }),
  },
});
