import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../lib/model/json.ts';
import { creating, judge, knowing, pod, policyOf, ruleOf } from '../ask.ts';

const containers = (...images: readonly string[]) => pod({ containers: images.map((image, at) => ({ name: `c${at}`, image })) });
const list = 'request.object.spec.containers';

const ask = (foreach: Json, object: JsonObject, surroundings = knowing()) =>
  judge([policyOf([ruleOf({ foreach })])], creating(object), surroundings)[0];

const denying = (key: string, value: Json, operator = 'Equals'): JsonObject => ({ conditions: { any: [{ key, operator, value }] } });

describe('foreach', () => {
  it('lays a pattern beside each element, and tells where it fails', () => {
    expect(ask([{ list, pattern: { image: 'a*' } }], containers('a1', 'a2'))?.kind).toBe('pass');
    expect(ask([{ list, pattern: { image: 'a*' } }], containers('a1', 'b'))).toMatchObject({
      kind: 'fail',
      pointer: '/spec/containers/1/image',
    });
  });

  it('denies by element and elementIndex', () => {
    expect(ask([{ list, deny: denying('{{ element.image }}', 'b') }], containers('a', 'b'))).toMatchObject({
      kind: 'fail',
      pointer: '/spec/containers/1',
    });
    expect(ask([{ list, deny: denying('{{ elementIndex }}', 1) }], containers('a', 'b'))?.kind).toBe('fail');
    expect(ask([{ list, deny: denying('{{ elementIndex }}', 2) }], containers('a', 'b'))?.kind).toBe('pass');
  });

  it('tells every element that fails', () => {
    const rule = ruleOf({ foreach: [{ list, pattern: { image: 'a*' } }] });
    const places = judge([policyOf([rule])], creating(containers('b', 'a', 'c'))).map(({ pointer }) => pointer);
    expect(places).toEqual(['/spec/containers/0/image', '/spec/containers/2/image']);
  });

  it('passes over elements that their preconditions leave out', () => {
    const preconditions = { all: [{ key: '{{ element.image }}', operator: 'Equals', value: 'a' }] };
    expect(ask([{ list, preconditions, deny: {} }], containers('b'))?.kind).toBe('skip');
    expect(ask([{ list, preconditions, deny: {} }], containers('b', 'a'))?.kind).toBe('fail');
  });

  it('takes an element out whose preconditions cannot be evaluated, and ends with an error of another', () => {
    const preconditions = { all: [{ key: '{{ element.none }}', operator: 'Equals', value: 'a' }] };
    expect(ask([{ list, preconditions, deny: {} }], containers('a'))?.kind).toBe('skip');
    expect(ask([{ list, deny: denying('{{ element.none }}', 'a') }], containers('a', 'b'))?.kind).toBe('error');
  });

  it('is an error where a list cannot be read and no other has elements', () => {
    const unread = { list: 'length(`1`)', deny: {} };
    expect(ask([unread], containers('a'))?.kind).toBe('error');
    expect(ask([unread, { list, deny: denying('{{ element.image }}', 'b') }], containers('a'))?.kind).toBe('pass');
  });

  it('takes a list that is not there for one without elements', () => {
    expect(ask([{ list: 'request.object.spec.none', deny: {} }], containers('a'))?.kind).toBe('skip');
    expect(
      ask(
        [
          { list: 'request.object.spec.none', deny: {} },
          { list, deny: denying('{{ element.image }}', 'b') },
        ],
        containers('a'),
      )?.kind,
    ).toBe('pass');
  });

  it('passes over an element whose preconditions cannot be evaluated, and ends with one whose body cannot', () => {
    const preconditions = { all: [{ key: '{{ element.tty }}', operator: 'Equals', value: true }] };
    expect(ask([{ list, preconditions, deny: {} }], containers('a'))?.kind).toBe('skip');
    expect(ask([{ list, deny: denying('{{ element.tty }}', true) }], containers('a', 'b'))?.kind).toBe('error');
    const object = pod({ containers: [{ image: 'a' }, { image: 'b', tty: true }] });
    expect(ask([{ list, deny: denying('{{ element.tty }}', true) }], object)?.kind).toBe('error');
    expect(ask([{ list, preconditions, deny: denying('{{ element.tty }}', true) }], object)?.kind).toBe('fail');
  });

  it('is an error where a list cannot be evaluated and no other has elements', () => {
    const wrong = { list: "abs('a')", deny: {} };
    expect(ask([wrong], containers('a'))?.kind).toBe('error');
    expect(ask([wrong, { list, deny: denying('{{ element.image }}', 'b') }], containers('a'))?.kind).toBe('pass');
  });

  it('takes a single value for a list of one', () => {
    expect(ask([{ list: 'request.object.metadata.name', deny: denying('{{ element }}', 'web') }], containers('a'))?.kind).toBe('fail');
  });

  it('loops inside a loop', () => {
    const object = pod({ containers: [{ name: 'c', ports: [{ hostPort: 0 }, { hostPort: 80 }] }] });
    const inner = { list: 'element.ports', deny: denying('{{ element.hostPort }}', 80) };
    expect(ask([{ list, foreach: [inner] }], object)).toMatchObject({ kind: 'fail', pointer: '/spec/containers/0/ports/1' });
    expect(ask([{ list, foreach: [{ ...inner, deny: denying('{{ element0.name }}', 'c') }] }], object)?.kind).toBe('fail');
    expect(ask([{ list, foreach: [{ ...inner, deny: denying('{{ elementIndex1 }}', 5) }] }], object)?.kind).toBe('pass');
  });

  it('asks the object where elementScope is false', () => {
    expect(ask([{ list, elementScope: false, pattern: { metadata: { name: 'web' } } }], containers('a'))?.kind).toBe('pass');
    expect(ask([{ list: 'request.object.metadata.name', elementScope: true, pattern: {} }], containers('a'))?.kind).toBe('error');
  });

  it('has a context of its own for each element', () => {
    const context = [{ name: 'wanted', variable: { jmesPath: "join('-', [element.image, 'x'])" } }];
    expect(ask([{ list, context, deny: denying('{{ wanted }}', 'b-x') }], containers('a', 'b'))?.kind).toBe('fail');
    expect(ask([{ list, context, deny: denying('{{ wanted }}', 'c-x') }], containers('a', 'b'))?.kind).toBe('pass');
  });

  it('fails by one element though another is open, and is open otherwise', () => {
    const context = [{ name: 'data', imageRegistry: { reference: '{{ element.image }}' } }];
    const deny = denying('{{ data.user }}', 'root');
    const imageData = (reference: string) => (reference === 'b' ? { user: 'root' } : reference === 'c' ? { user: 'me' } : undefined);
    expect(ask([{ list, context, deny }], containers('a', 'b'), knowing({ imageData }))?.kind).toBe('fail');
    expect(ask([{ list, context, deny }], containers('a', 'c'), knowing({ imageData }))?.kind).toBe('not-evaluated');
    expect(ask([{ list, context, deny }], containers('c', 'c'), knowing({ imageData }))?.kind).toBe('pass');
  });
});
