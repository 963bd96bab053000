import { expect } from 'chai';
import { compileFileTemplate } from '../../lib/revision/file-template.ts';
import { parseRevisionName } from '../../lib/revision/revision-name.ts';

const template = compileFileTemplate('%(epoch)d_%(rev)s_%(slug)s');

describe('parseRevisionName', () => {
  it('takes a name of the template apart', () => {
    expect(parseRevisionName('1728372261_c0a05e0cd317_add_user', template)).to.deep.equal({
      instant: 1_728_372_261_000,
      revision: 'c0a05e0cd317',
      slug: 'add_user',
    });
  });

  it('takes names of other forms apart: the stamp, then a revision where there is one', () => {
    const day = Date.UTC(2024, 9, 8);
    expect(parseRevisionName('2024-10-08_c0a05e0cd317_add_user', template)).to.deep.equal({
      instant: day,
      revision: 'c0a05e0cd317',
      slug: 'add_user',
    });
    expect(parseRevisionName('20241008-add user', template)).to.deep.equal({
      instant: day,
      revision: undefined,
      slug: 'add user',
    });
  });

  it('takes no word of a slug for a revision', () => {
    for (const slug of ['add_user', 'facade', 'deed_of_sale', '2024_report', 'c0a05e0cd317x_y']) {
      expect(parseRevisionName(`1728372261_${slug}`, template)).to.deep.equal({
        instant: 1_728_372_261_000,
        revision: undefined,
        slug,
      });
    }
  });

  it('says why a name has no instant', () => {
    expect(parseRevisionName('001_init', template)).to.deep.equal({ fault: 'none' });
    expect(parseRevisionName('2024-13-45_x', template)).to.deep.equal({
      fault: 'impossible',
      text: '2024-13-45',
    });
  });

  it("takes the template's word where only the template knows the form", () => {
    const german = compileFileTemplate('%(day).2d.%(month).2d.%(year)d_%(slug)s');
    expect(parseRevisionName('08.10.2024_add_user', german)).to.deep.include({
      instant: Date.UTC(2024, 9, 8),
      slug: 'add_user',
    });
  });
});
