import { describe, expect, it } from 'vitest';
import { formats } from '../../../lib/policy/cel/library/kubernetes/format-name.ts';
import { shown } from './evaluate.ts';

const rows = (table: readonly (readonly [string, unknown])[]) =>
  it.each(table)('%s', (source, wanted) => expect(shown(source)).toEqual(wanted));
const errors = (sources: readonly string[]) =>
  it.each(sources)('%s is an error', (source) => expect(shown(source)).toHaveProperty('error'));

describe('quantities', () => {
  rows([
    ['type(quantity("12Mi")) == kubernetes.Quantity', true],
    [
      '[isQuantity("20"), isQuantity("20M"), isQuantity("20Mi"), isQuantity("1e3"), isQuantity("5E"), isQuantity(".5")]',
      Array(6).fill(true),
    ],
    [
      '[isQuantity("20Mo"), isQuantity("10Mm"), isQuantity(""), isQuantity("1e"), isQuantity("1,3G"), isQuantity("200K")]',
      Array(6).fill(false),
    ],
    ['quantity("200M") == quantity("0.2G") && quantity("2000k") == quantity("0.002G")', true],
    ['quantity("200M") == quantity("0.3G")', false],
    ['quantity("50M").isLessThan(quantity("50Mi")) && quantity("50Mi").isGreaterThan(quantity("50M"))', true],
    [
      '[quantity("200M").compareTo(quantity("0.2G")), quantity("1").compareTo(quantity("2")), quantity("2").compareTo(quantity("1"))]',
      [0, -1, 1],
    ],
    ['quantity("50k").add(quantity("20")) == quantity("50.02k") && quantity("50k").sub(20) == quantity("49980")', true],
    ['quantity("50k").add(20).sub(quantity("100k")).sub(-50000).asInteger()', 20],
    ['quantity("50k").mul(2) == quantity("100000") && quantity("10k").div(2) == quantity("5000")', true],
    ['[quantity("10000").div(3).asApproximateFloat(), quantity("10000").divInt(3).asApproximateFloat()]', [3333.3333, 3333]],
    [
      '[quantity("9999999999999999999999999999999999999G").isInteger(), quantity("50").isInteger(), quantity("1.5").isInteger()]',
      [false, true, false],
    ],
    ['quantity("50.703k").asApproximateFloat()', 50703],
    ['[quantity("-1m").sign(), quantity("0").sign(), sign(quantity("7"))]', [-1, 0, 1]],
    ['quantity("0.1n") == quantity("1n")', true],
  ]);
  errors([
    'quantity("10Mo")',
    'quantity("9999999999999999999999999999999999999G").asInteger()',
    'quantity("1").div(0)',
    'quantity("1").div(1, 11)',
    'isQuantity([1, 2, 3])',
    'quantity("1e99999")',
  ]);
});

describe('addresses', () => {
  rows([
    ['type(ip("192.168.0.1")) == net.IP && type(cidr("10.0.0.0/8")) == net.CIDR', true],
    [
      '[isIP("192.168.0.1"), isIP("2001:db8::68"), isIP("192.168.0.1.0"), isIP("2001:db8:::68"), isIP("010.0.0.1")]',
      [true, true, false, false, false],
    ],
    ['[isIP("::ffff:1.2.3.4"), isIP("fe80::1%eth0"), isIP("10.0.0.0/8")]', [false, false, false]],
    [
      '[ip.isCanonical("127.0.0.1"), ip.isCanonical("2001:db8::68"), ip.isCanonical("2001:DB8::68"), ip.isCanonical("2001:db8:0::68")]',
      [true, true, false, false],
    ],
    ['[ip("192.168.0.1").family(), ip("::1").family()]', [4, 6]],
    ['["0.0.0.0", "::", "127.0.0.1"].map(a, ip(a).isUnspecified())', [true, true, false]],
    ['["127.0.0.1", "::1", "1.2.3.4", "2001:db8::abcd"].map(a, ip(a).isLoopback())', [true, true, false, false]],
    ['["224.0.0.1", "ff02::1", "224.0.1.1", "fd00::1"].map(a, ip(a).isLinkLocalMulticast())', [true, true, false, false]],
    ['["169.254.169.254", "fe80::1", "192.168.0.1", "fd80::1"].map(a, ip(a).isLinkLocalUnicast())', [true, true, false, false]],
    ['["192.168.0.1", "2001:db8::abcd", "255.255.255.255", "ff00::1"].map(a, ip(a).isGlobalUnicast())', [true, true, false, false]],
    [
      '[string(ip("2001:DB8:0:0:1::1")), string(ip("1:0:0:2:0:0:0:3")), string(cidr("192.168.0.1/24"))]',
      ['2001:db8::1:0:0:1', '1:0:0:2::3', '192.168.0.1/24'],
    ],
    [
      '[isCIDR("10.0.0.0/8"), isCIDR("2001:db8::/32"), isCIDR("10.0.0.0"), isCIDR("10.0.0.0/"), isCIDR("10.0.0.0/33")]',
      [true, true, false, false, false],
    ],
    ['cidr("192.168.0.0/24").containsIP(ip("192.168.0.1")) && !cidr("192.168.0.0/24").containsIP("192.168.1.1")', true],
    ['cidr("2001:db8::/32").containsIP("2001:db8::1") && !cidr("2001:db8::/32").containsIP("10.0.0.1")', true],
    ['cidr("192.168.0.0/24").containsCIDR(cidr("192.168.0.0/25")) && !cidr("192.168.0.0/24").containsCIDR("192.168.0.0/23")', true],
    ['cidr("192.168.0.1/24").ip() == ip("192.168.0.1") && cidr("192.168.0.1/24").masked() == cidr("192.168.0.0/24")', true],
    ['[cidr("192.168.0.0/24").prefixLength(), cidr("2001:db8:1::/32").masked().prefixLength()]', [24, 32]],
  ]);
  errors(['ip("192.168.0.1.0")', 'ip.isCanonical("127.0.0.1.0")', 'cidr("192.168.0.0/")', 'isIP(cidr("192.168.0.0/24"))', 'cidr(192168)']);
});

describe('formats', () => {
  rows([
    ['["my-label", "a"].all(n, !format.dns1123Label().validate(n).hasValue())', true],
    ['["My-label", "-a", "a-", ""].exists(n, !format.dns1123Label().validate(n).hasValue())', false],
    ['format.dns1123Subdomain().validate("apiextensions.k8s.io")', null],
    ['format.qualifiedName().validate("apiextensions.k8s.io/v1beta1")', null],
    ['format.qualifiedName().validate("a/b/c").hasValue() && format.qualifiedName().validate("/b").hasValue()', true],
    ['format.dns1123LabelPrefix().validate("my-label-prefix-")', null],
    ['format.dns1123SubdomainPrefix().validate("mysubdomain.prefix.-")', null],
    ['format.dns1035LabelPrefix().validate("my-label-prefix-")', null],
    ['format.dns1035Label().validate("1a").hasValue()', true],
    ['format.labelValue().validate("")', null],
    ['format.uri().validate("http://example.com")', null],
    ['format.uuid().validate("123e4567-e89b-12d3-a456-426614174000")', null],
    ['[format.byte().validate("aGVsbG8="), format.byte().validate("aGVsbG8")]', [null, ['invalid base64']]],
    ['[format.date().validate("2021-01-01"), format.date().validate("2020-01-32")]', [null, ['invalid date']]],
    [
      '[format.datetime().validate("2021-01-01T00:00:00Z"), format.datetime().validate("2020-01-32T00:00:00Z")]',
      [null, ['invalid datetime']],
    ],
    ['format.named("unknown").hasValue()', false],
  ]);

  it.each([...formats.keys()])('%s is the format of its name, and none other', (name) => {
    const others = [...formats.keys()].filter((other) => other !== name).map((other) => `format.${other}()`);
    expect(shown(`format.named("${name}").value() == format.${name}() && !(format.${name}() in [${others.join(', ')}])`)).toBe(true);
  });
});

describe('semantic versions', () => {
  rows([
    ['type(semver("1.2.3")) == kubernetes.Semver', true],
    ['isSemver("1.2.3-beta.1+build.1")', true],
    ['["", "v1.0.0", " 1.0.0", "1. 0.0", "1.0.0 ", "01.01.01", "1", "1.1", "1.0.0-01"].exists(v, isSemver(v))', false],
    ['["v1.0.0", "01.01.01", "1", "1.1"].all(v, isSemver(v, true))', true],
    ['["", " 1.0.0", "1. 0.0", "1.0.0 ", "1..0"].exists(v, isSemver(v, true))', false],
    ['semver("v01.01", true) == semver("1.1.0") && semver("1.2.3+a") == semver("1.2.3+b")', true],
    ['semver("1.0.0").isLessThan(semver("1.2.3")) && semver("1.0.0-rc.2").isLessThan(semver("1.0.0-rc.10"))', true],
    [
      '[semver("1.2.3").compareTo(semver("1.2.3")), semver("1.0.0-a").compareTo(semver("1.0.0")), semver("1.10.0").compareTo(semver("1.9.9"))]',
      [0, -1, 1],
    ],
    ['[semver("1.2.3").major(), semver("1.2.3").minor(), semver("1.2.3").patch()]', [1, 2, 3]],
  ]);
  errors(['semver("v1.0")', 'isSemver([1, 2, 3])']);
});

describe('URLs', () => {
  rows([
    [
      '[url("https://a.io:80/b?c=d").getScheme(), url("https://a.io:80/b").getHost(), url("https://a.io:80/b").getHostname(), url("https://a.io:80/b").getPort()]',
      ['https', 'a.io:80', 'a.io', '80'],
    ],
    [
      '[url("https://[::1]:80/").getHostname(), url("https://u:p@a.io/").getHost(), url("/a/b").getHost(), url("https://a.io/").getPort()]',
      ['::1', 'a.io', '', ''],
    ],
    [
      '[url("https://a.io/b c/d").getEscapedPath(), url("https://a.io/b%20c").getEscapedPath(), url("https://a.io").getEscapedPath()]',
      ['/b%20c/d', '/b%20c', ''],
    ],
    ['url("https://a.io/?k=1&k=2&z&q=a+b%21").getQuery()', { k: ['1', '2'], z: [''], q: ['a b!'] }],
    ['["https://a.io:80/", "/path", "mailto:a@b"].all(u, isURL(u))', true],
    ['["", "a.io", "https://a b/", "../path", ":foo", "https://a.io/%zz", "https://a.io:x/"].exists(u, isURL(u))', false],
    ['url("https://a.io/") == url("https://a.io/") && url("https://a.io/") != url("https://a.io")', true],
  ]);
});

// Seen in the environment of the API server 1.36; the specification has each otherwise.
describe('what clusters have their own way', () => {
  rows([
    ["['ab'.indexOf('a', 2), 'ab'.lastIndexOf('a', 9), ''.indexOf('a')]", [-1, -1, -1]],
    ["'abcabc'.findAll('b*')", ['', 'b', '', 'b', '']],
    ["[url('http://a/b#c').getEscapedPath(), string(-duration('1s'))]", ['/b', '-1s']],
    ["['M', '.', '+'].all(q, quantity(q) == quantity('0'))", true],
    ["['1-a', '1.2-a', '1+b'].exists(v, isSemver(v, true))", false],
    ["format.byte().validate('').hasValue() && format.qualifiedName().validate('').value().size() == 2", true],
    ["[duration('1h').getMilliseconds(), duration('-1.5s').getMilliseconds()]", [3_600_000, -1_500]],
    ['[string(1234567.891), string(123456.5), string(0.00001)]', ['1.234567891e+06', '123456.5', '1e-05']],
    ['[[1u, 2].max(), [1, 2.0].isSorted(), [2, 1.5].min()]', [2, true, 1.5]],
    ["optional.of({'a': null}).a.b.hasValue() || optional.of(1)[0].hasValue()", false],
    ["[url('https://a.io/')[?0].hasValue(), null.or(1), optional.of(1).optFlatMap(x, x)]", [false, null, 1]],
  ]);
  errors([
    "'ab'.indexOf('a', -1)",
    'duration(1)',
    "timestamp('2021-01-01t00:00:00z')",
    '[null].max()',
    '[1, 1.0].sort()',
    '[1u, 2].sort()',
  ]);
});

describe('format, as clusters write it', () => {
  rows([
    ["'%s'.format([['a', 1, 1.5, null, b'x']])", '["a", 1, 1.500000, null, b"x"]'],
    ["'%s'.format([{'b': [true], 'a': duration('1m')}])", '{"a":duration("60s"), "b":[true]}'],
    ["'%s and %s'.format(['a', 1.5])", 'a and 1.5'],
    ["'%d %.1f %e %x %X %o %b %%'.format([1, 2.25, 1.5, 255, 255, 8, 5])", '1 2.2 1.500000×10⁰⁰ ff FF 10 101 %'],
    ["'%f'.format(['NaN'])", 'NaN'],
    ["'%.2f %.0f %f %.3f'.format([1234567.891, 1234567.891, 1.0 / 0.0, -1234567.5])", '1,234,567.89 1,234,568 ∞ -1,234,567.500'],
    ["'%e %e %.1f'.format([0.1, -1234.5, 123.0])", '1.000000×10⁻⁰¹ -1.234500×10⁰³ 123.0'],
  ]);
  errors([
    "'%d'.format([1.5])",
    "'%f'.format([1])",
    "'%f'.format(['1'])",
    "'%s'.format([])",
    "'%z'.format([1])",
    "'%'.format([1])",
    "'%s'.format([ip('::1')])",
  ]);
});

describe('texts and lists', () => {
  rows([
    ["['abc 123'.find('[0-9]+'), 'abc'.find('[0-9]+')]", ['123', '']],
    ["['1 a 2 b 3'.findAll('[0-9]'), '1 a 2 b 3'.findAll('[0-9]', 2), '1'.findAll('x')]", [['1', '2', '3'], ['1', '2'], []]],
    ['[[1, 2, 3].sum(), [1.5, 2.5].sum(), [].sum()]', [6, 4, 0]],
    ["[[1, 2, 2].isSorted(), ['b', 'a'].isSorted(), [].isSorted()]", [true, false, true]],
    ["[[3, 1, 2].min(), [3, 1, 2].max(), ['b', 'a'].min()]", [1, 3, 'a']],
    ['[[1, 2, 1].indexOf(1), [1, 2, 1].lastIndexOf(1), [1].indexOf(9)]', [0, 2, -1]],
    ['[[1, 2].includes(2), [1, 2].includes(3)]', [true, false]],
    [
      '[[1, [2, [3]]].flatten(), [1, [2, [3]]].flatten(2), lists.range(3), [1, 2, 3].reverse(), [1, 2, 3, 4].slice(1, 3)]',
      [
        [1, 2, [3]],
        [1, 2, 3],
        [0, 1, 2],
        [3, 2, 1],
        [2, 3],
      ],
    ],
    [
      "[[1, 2, 1].distinct(), [3, 1, 2].sort(), ['bb', 'a'].sortBy(x, size(x))]",
      [
        [1, 2],
        [1, 2, 3],
        ['a', 'bb'],
      ],
    ],
    ['[sets.contains([1, 2], [2]), sets.equivalent([1, 2], [2, 1, 1]), sets.intersects([1], [2])]', [true, true, false]],
    ["jsonpatch.escapeKey('a/b~c')", 'a~1b~0c'],
  ]);
  errors(["'a'.find('(')", '[].min()', "[1, 'a'].sort()", "['a'].sum()", 'lists.range(1000000000)', '[1].slice(0, 2)', '[1].flatten(-1)']);
});
