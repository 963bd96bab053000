/** How many forms of a thing are known: what a migration makes, and what it takes back. */
const most = 2;

interface Form<T> {
  readonly text: string;
  readonly object: T;
}

/**
 * Keeps the last forms of things, each by a text that says all of it: who comes to a form again, as
 * `down` and the second `up` do, gets the same object, which need not be compared.
 */
export class KnownForms<T> {
  readonly #forms = new Map<string, readonly Form<T>[]>();

  /**
   * @param key names the thing
   * @param text tells its form from all others
   */
  recall(key: string, text: string, build: () => T): T {
    const forms = this.#forms.get(key) ?? [];
    const known = forms.find((form) => form.text === text);
    if (known !== undefined) return known.object;
    const form = { text, object: build() };
    this.#forms.set(key, [form, ...forms.slice(0, most - 1)]);
    return form.object;
  }
}
