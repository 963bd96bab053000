import type { WriteStream } from 'node:tty';

/** The part of a terminal that is written to. */
type Terminal = Pick<WriteStream, 'isTTY' | 'columns' | 'write'>;

const carriage = '\r\u001B[K';

/** One line of a terminal that says how far a work is; nothing where no terminal is. */
export class ProgressLine {
  readonly #terminal: Terminal;
  #total = 0;
  #started = performance.now();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** @param total how many parts the work has */
  start(total: number): void {
    this.#total = total;
    this.#started = performance.now();
  }

  /** @param done how many parts are done */
  show(done: number, text: string): void {
    if (!this.#terminal.isTTY) return;
    const line = `${text}${this.#timeLeft(done)}`;
    this.#terminal.write(carriage + line.slice(0, Math.max(0, this.#terminal.columns - 1)));
  }

  clear(): void {
    if (this.#terminal.isTTY) this.#terminal.write(carriage);
  }

  /** By the pace of what is done; the first few tell nothing. */
  #timeLeft(done: number): string {
    if (done < 3 || done >= this.#total) return '';
    const ms = ((performance.now() - this.#started) / done) * (this.#total - done);
    const seconds = Math.ceil(ms / 1000);
    return seconds < 60 ? `  ${seconds} s left` : `  ${Math.ceil(seconds / 60)} min left`;
  }
}
