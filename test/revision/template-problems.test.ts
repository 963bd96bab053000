import { expect } from 'chai';
import { OptionsError } from '../../lib/errors.ts';
import { compileFileTemplate } from '../../lib/revision/file-template.ts';

describe('compileFileTemplate, of a template at fault', () => {
  const faults: Readonly<Record<string, readonly [what: string, repair: string]>> = {
    '%(epoch)d_%(slugg)s': ['unknown token %(slugg)s', 'exists: did you mean "slug"?'],
    '%(epoch)d_%(tag)s': ['unknown token %(tag)s', 'known are epoch, year,'],
    '%(rev)s_%(slug)s': ['says no time', '%(epoch)d'],
    '%(year)d-%(month).2d_%(slug)s': ['says no time', '%(day).2d'],
    '%(year)d/%(month).2d/%(day).2d_%(slug)s': ['path separator', 'side by side'],
    '%(epoch)d\\%(slug)s': ['path separator', 'side by side'],
    '%(epoch)d_%(slug)d': ['writes %(slug)d, but slug is a text', '%(slug)s'],
    '%(epoch)x_%(slug)s': ['writes %(epoch)x, but epoch is a number', '%(epoch)d'],
    '%(epoch)d_%slug': ['holds "_%slug", which is no token', '%(name)d'],
    '%(epoch)d_%(slug)': ['holds "_%(slug)", which is no token', '%(name)s'],
    '%(year)d%(month)d%(day)d_%(slug)s': ['cannot be read back', '.2d'],
    '%(epoch).12d_%(slug)s': ['cannot be read back', 'separator'],
    '%(slug)s%(epoch)d': ['cannot be read back', 'separator'],
    '': ['says no time', '%(epoch)d'],
  };
  for (const [template, [what, repair]] of Object.entries(faults)) {
    it(`refuses '${template}': ${what}`, () => {
      expect(() => compileFileTemplate(template))
        .to.throw(OptionsError)
        .that.satisfies(({ problems: [problem, ...others] }: OptionsError) => {
          expect(others).to.deep.equal([]);
          expect(problem).to.include({
            code: 'E_FILE_TEMPLATE',
            where: `fileTemplate '${template}'`,
          });
          expect(problem?.what).to.include(what);
          expect(problem?.repair).to.include(repair);
          return true;
        });
    });
  }

  it('lists all its faults in one error', () => {
    expect(() => compileFileTemplate('%(yaer)d/%(slug)d'))
      .to.throw(OptionsError)
      .with.property('problems')
      .with.length(4);
  });
});
