import { describe, expect, it } from 'vitest';
import { stepOf } from '../../../../lib/rule/across/source/step.ts';

const of = (createdBy: string) => {
  const { keyword, text } = stepOf({ createdBy, emptyLayer: false });
  return [keyword, text];
};

describe('stepOf', () => {
  it.each([
    ['COPY . /app # buildkit', ['COPY', '. /app']],
    ['  RUN /bin/sh -c make   # buildkit  ', ['RUN', '/bin/sh -c make']],
    ['/bin/sh -c #(nop)  CMD ["a"]', ['CMD', '["a"]']],
    ['/bin/sh -c make', ['RUN', '/bin/sh -c make']],
    ['', ['', '']],
  ])('reads %s', (createdBy, expected) => {
    expect(of(createdBy)).toEqual(expected);
  });

  it('reads what is 200 KB of blanks at once: an image says of itself what it likes', () => {
    expect(of(`RUN x${' '.repeat(200_000)}x`)[0]).toBe('RUN');
  });
});
