import type { Problem } from '../errors.ts';

/** As `adopt --comments` writes them; a value of an enum may be TODO alone. */
const todo = /(?<quote>['"`])(?<text>TODO:(?:\\.|[^'"`\n\\])*)/gu;

/**
 * Finds texts of a migration that are still to be written.
 *
 * @param where how messages call the file
 */
export function problemsOfTodos(where: string, text: string): Problem[] {
  return [...text.matchAll(todo)].map((match) => ({
    code: 'E_TODO',
    where: `${where}:${text.slice(0, match.index).split('\n').length}`,
    what: `still says ${match.groups?.['text'] ?? ''}`,
    repair: 'Write the text that is to stand there.',
  }));
}
