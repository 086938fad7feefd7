import { describe, expect, it } from 'vitest';
import { sha256 } from '../../lib/model/digest.ts';
import type { Finding, VulnerabilityFacts } from '../../lib/model/finding.ts';
import { compileCondition } from '../../lib/policy/condition.ts';
import type { ConditionDocument } from '../../lib/policy/document.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const daysAgo = (days: number): string => new Date(now - days * 86_400_000).toISOString();

type Facts = Partial<VulnerabilityFacts> & { readonly fixedIn?: string; readonly name?: string; readonly path?: string };

const finding = ({ fixedIn, name = 'openssl', path = 'usr/lib/a', ...facts }: Facts): Finding => ({
  rule: 'vulnerability',
  aliases: ['CVE-2026-1', 'GHSA-1'],
  severity: 'high',
  message: '',
  remediation: '',
  subject: 0,
  location: { kind: 'layer', layer: sha256('layer'), path },
  package: { purl: `pkg:deb/debian/${name}`, name, version: '1', fixedIn: fixedIn ?? null, path },
  vulnerability: { id: 'CVE-2026-1', ...facts },
  patch: null,
  fingerprint: sha256('finding'),
});

const vex = { status: 'under_investigation', document: 'doc' } as const;

describe('a condition on vulnerabilities', () => {
  // What it must find, and near misses that it must not; a fact that is not known is one of them.
  it.each<[Partial<ConditionDocument>, Facts, readonly Facts[]]>([
    [{ cvss: 9 }, { cvss: 9 }, [{ cvss: 8.9 }, {}]],
    [{ epss: 0.1 }, { epss: 0.1 }, [{ epss: 0.09 }, {}]],
    [{ kev: true }, { kev: true }, [{ kev: false }, {}]],
    [{ kev: false }, {}, [{ kev: true }]],
    [{ fix: 'available' }, { fixedIn: '2' }, [{}]],
    [{ fix: 'none' }, {}, [{ fixedIn: '2' }]],
    [{ disclosedDaysAgo: 30 }, { published: daysAgo(30) }, [{ published: daysAgo(29.9) }, { published: 'soon' }, {}]],
    [{ fixedDaysAgo: 14 }, { fixPublished: daysAgo(14) }, [{ fixPublished: daysAgo(13.9) }, { published: daysAgo(100) }, {}]],
    [{ packages: ['linux-*', 'openssl'] }, {}, [{ name: 'libopenssl' }]],
    [{ paths: ['app/**'] }, { path: 'app/node_modules/a' }, [{ path: 'srv/app/a' }]],
    [{ layer: 'own' }, { layer: 'own' }, [{ layer: 'base' }, {}]],
    [{ layer: 'base' }, { layer: 'base' }, [{ layer: 'own' }, {}]],
    [{ vendorStatus: ['Will not fix'] }, { vendorStatus: 'will not fix' }, [{ vendorStatus: 'Affected' }, {}]],
    [{ vendorStatus: ['under_investigation'] }, { vex }, [{ vex: { ...vex, status: 'affected' } }, {}]],
    [{ new: true }, { isNew: true }, [{ isNew: false }, {}]],
    [{ new: false }, { isNew: false }, [{ isNew: true }, {}]],
    [{ ids: ['ghsa-1'] }, {}, []],
    [{ kev: true, fix: 'available' }, { kev: true, fixedIn: '2' }, [{ kev: true }, { fixedIn: '2' }]],
  ])('%j holds for %j and not for %j', (written, found, misses) => {
    const condition = compileCondition({ name: 'test', effect: 'deny', ...written });
    expect(condition.holds(finding(found), 'high', now)).toBe(true);
    for (const miss of misses) expect(condition.holds(finding(miss), 'high', now)).toBe(false);
  });

  it('weighs by the severity that the policy gives to an unknown one', () => {
    const condition = compileCondition({ name: 'test', effect: 'deny', severity: 'high' });
    expect(condition.holds(finding({}), 'high', now)).toBe(true);
    expect(condition.holds(finding({}), 'medium', now)).toBe(false);
    expect(compileCondition({ name: 'test', effect: 'deny', ids: ['CVE-2026-2'] }).holds(finding({}), 'high', now)).toBe(false);
  });
});
