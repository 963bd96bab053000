/** Alembic's `truncate_slug_length`, in characters. */
const maxLength = 40;

// Only of Latin letters: elsewhere the mark makes another letter, as й and ё.
const droppedMarks = /(?<=\p{Script=Latin}[\u0300-\u036f]*)[\u0300-\u036f]|['’]/gu;

/**
 * Makes the slug of a message: its words in lower case, joined by underscores, cut at a word to 40
 * characters (Alembic's `truncate_slug_length`). Accents are taken off Latin letters; other letters
 * stay.
 *
 * @returns an empty string where the message has no letter and no digit
 * @example formatSlug("Add the user's e-mail") // 'add_the_users_e_mail'
 */
export function formatSlug(message: string): string {
  const words =
    message
      .normalize('NFKD')
      .replaceAll(droppedMarks, '')
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word : `${slug}_${word}`;
    if ([...longer].length > maxLength) break;
    slug = longer;
  }
  return slug === '' ? [...(words[0] ?? '')].slice(0, maxLength).join('') : slug;
}
