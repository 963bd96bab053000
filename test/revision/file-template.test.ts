import { expect } from 'chai';
import * as fc from 'fast-check';
import { compileFileTemplate } from '../../lib/revision/file-template.ts';

const epochTemplate = '%(epoch)d_%(rev)s_%(slug)s';
const dateTemplate = '%(year)d-%(month).2d-%(day).2d_%(rev)s_%(slug)s';

const name = {
  instant: Date.UTC(2024, 0, 9, 3, 4, 5),
  revision: 'c0a05e0cd317',
  slug: 'add_user',
};

describe('compileFileTemplate', () => {
  const written: Readonly<Record<string, string>> = {
    [epochTemplate]: '1704769445_c0a05e0cd317_add_user',
    [dateTemplate]: '2024-01-09_c0a05e0cd317_add_user',
    '%(year)d%(month).2d%(day).2d%(hour).2d%(minute).2d%(second).2d_%(slug)s':
      '20240109030405_add_user',
    '%(year)d_%(month).2d_%(day).2d_%(hour).2d%(minute).2d-%(rev)s_%(slug)s':
      '2024_01_09_0304-c0a05e0cd317_add_user',
    '%(year)s.%(month)d.%(day)d %(slug)s': '2024.1.9 add_user',
    '%(rev)s.%(slug)s+%(epoch)d': 'c0a05e0cd317.add_user+1704769445',
    '%(epoch)d': '1704769445',
    '[%(epoch)d]^(%(slug)s){$}|?*': '[1704769445]^(add_user){$}|?*',
  };
  for (const [template, stem] of Object.entries(written)) {
    it(`writes ${stem} by ${template}`, () => {
      expect(compileFileTemplate(template).format(name)).to.equal(stem);
    });
  }

  it('takes the doubled %% of an alembic.ini for one', () => {
    for (const template of [epochTemplate, dateTemplate]) {
      const doubled = compileFileTemplate(template.replaceAll('%', '%%'));
      expect(doubled.format(name)).to.equal(compileFileTemplate(template).format(name));
    }
  });

  it('reads back what it writes, to its resolution', () => {
    const templates = fc.constantFrom(...Object.keys(written));
    const instants = fc.integer({ min: 1_000_000_000, max: 9_999_999_999 });
    const revisions = fc.stringMatching(/^[0-9a-f]{12}$/u);
    const slugs = fc.stringMatching(/^[a-zé-ü][a-z0-9é-ü]*(?:_[a-z0-9é-ü]+){0,3}$/u);
    fc.assert(
      fc.property(templates, instants, revisions, slugs, (text, second, revision, slug) => {
        const template = compileFileTemplate(text);
        const instant = second * 1000;
        const stem = template.format({ instant, revision, slug });
        expect(template.parse(stem)).to.deep.equal({
          instant: Math.floor(instant / template.resolution) * template.resolution,
          revision: text.includes('rev') ? revision : undefined,
          slug: text.includes('slug') ? slug : '',
        });
      }),
    );
  });

  it('tells apart seconds, minutes, hours or days, as its tokens do', () => {
    const date = '%(year)d-%(month).2d-%(day).2d';
    const resolutions = {
      [epochTemplate]: 1000,
      [`${date}_%(hour).2d-%(minute).2d-%(second).2d`]: 1000,
      [`${date}_%(hour).2d-%(minute).2d`]: 60_000,
      [`${date}_%(hour).2d`]: 3_600_000,
      [dateTemplate]: 86_400_000,
      [`${date}_%(minute).2d`]: 86_400_000,
    };
    for (const [template, resolution] of Object.entries(resolutions)) {
      expect(compileFileTemplate(template).resolution, template).to.equal(resolution);
    }
  });

  it('reads no name of another template, of a longer epoch or of no calendar', () => {
    const epoch = compileFileTemplate(epochTemplate);
    for (const stem of [
      '2024-01-09_c0a05e0cd317_add_user',
      '1704769445_add_user',
      '1704769445_c0a05e0cd317_',
      '0704769445_c0a05e0cd317_add_user',
      '17047694450_c0a05e0cd317_add_user',
      'x1704769445_c0a05e0cd317_add_user',
    ]) {
      expect(epoch.parse(stem), stem).to.equal(undefined);
    }
    const date = compileFileTemplate(dateTemplate);
    expect(date.parse('2024-13-45_c0a05e0cd317_add_user')).to.equal(undefined);
    expect(date.parse('2024-1-9_c0a05e0cd317_add_user')).to.equal(undefined);
  });

  it('reads a token that stands twice only where both say the same', () => {
    const twice = compileFileTemplate('%(epoch)d_%(slug)s.%(epoch)d');
    expect(twice.parse('1704769445_x.1704769445')).to.deep.include({ slug: 'x' });
    expect(twice.parse('1704769445_x.1704769446')).to.equal(undefined);
  });

  it('reads revisions of 4 to 40 hexadecimal digits; other lengths than 12 with letter and digit', () => {
    const template = compileFileTemplate(epochTemplate);
    const revisionOf = (revision: string): string | undefined =>
      template.parse(`1704769445_${revision}_x`)?.revision;
    for (const revision of ['ab12', '123456789012', 'abcdefabcdef', `1${'a'.repeat(39)}`]) {
      expect(revisionOf(revision)).to.equal(revision);
    }
    for (const text of ['deed', '2024', 'a1b', `1${'a'.repeat(40)}`, 'C0A05E0CD317']) {
      expect(revisionOf(text), text).to.equal(undefined);
    }
  });
});
