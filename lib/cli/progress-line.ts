import type { Output } from './command.ts';

/** A passing line that says how far a work is, and how long the rest will take. */
export class ProgressLine {
  readonly #output: Output;
  #total = 0;
  #started = performance.now();

  constructor(output: Output) {
    this.#output = output;
  }

  /** @param total how many parts the work has */
  start(total: number): void {
    this.#total = total;
    this.#started = performance.now();
  }

  /** @param done how many parts are done */
  show(done: number, text: string): void {
    this.#output.show?.(`${text}${this.#timeLeft(done)}`);
  }

  /** By the pace of what is done; the first few tell nothing. */
  #timeLeft(done: number): string {
    if (done < 3 || done >= this.#total) return '';
    const ms = ((performance.now() - this.#started) / done) * (this.#total - done);
    const seconds = Math.ceil(ms / 1000);
    return seconds < 60 ? `  ${seconds} s left` : `  ${Math.ceil(seconds / 60)} min left`;
  }
}
