/**
 * The words of the database in the message of a statement's error, without the statement that Knex
 * 3.3.0 puts before them, its values in the places of the question marks
 * (lib/execution/internal/query-executioner.js).
 */
export function databaseMessage(sql: string, message: string): string {
  let end = 0;
  for (const piece of `${sql} - `.split(/\\?\?/u)) {
    const start = message.indexOf(piece, end);
    if (start === -1) return message;
    end = start + piece.length;
  }
  return message.slice(end);
}
