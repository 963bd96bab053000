import type { PageData } from '../page-data.ts';
import { search } from '../search.ts';

const mostColumns = 4;

/** Filters the list of tables by what is typed; `/` goes to the field, arrows to the list. */
export function startSearch({ tables }: PageData): void {
  const input = document.querySelector<HTMLInputElement>('#search');
  const list = document.querySelector<HTMLElement>('#list');
  const status = document.querySelector<HTMLElement>('#found');
  const box = input?.closest<HTMLElement>('.search');
  if (!input || !list || !status || !box) return;
  box.hidden = false;
  const items = new Map(
    [...list.querySelectorAll('li')].map((item) => [
      item.querySelector('a')?.getAttribute('href') ?? '',
      item,
    ]),
  );

  function filter(): void {
    const isAsked = input?.value.trim() !== '';
    const found = search(tables, input?.value ?? '');
    const others = items.get('#others');
    list?.replaceChildren(
      ...found.flatMap(({ table, columns }) => {
        const item = items.get(`#${table.id}`);
        if (item === undefined) return [];
        item.querySelector('.hits')?.remove();
        if (columns.length > 0) item.querySelector('a')?.append(hits(columns));
        return [item];
      }),
      ...(isAsked || others === undefined ? [] : [others]),
    );
    if (status) {
      status.textContent = !isAsked
        ? ''
        : found.length === 0
          ? 'Nothing found'
          : `${found.length} of ${tables.length} found`;
    }
    document.documentElement.classList.toggle('searching', isAsked);
  }

  input.addEventListener('input', filter);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      input.value = '';
      filter();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      list.querySelector('a')?.focus();
    } else if (event.key === 'Enter') list.querySelector('a')?.click();
  });
  list.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const links = [...list.querySelectorAll('a')];
    const place = links.indexOf(document.activeElement as HTMLAnchorElement);
    const next = links[place + (event.key === 'ArrowDown' ? 1 : -1)];
    (next ?? (event.key === 'ArrowUp' ? input : undefined))?.focus();
  });
  // On a narrow page the list lies over the section: it goes when a table is chosen.
  list.addEventListener('click', () => document.documentElement.classList.remove('searching'));
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

function hits(columns: readonly string[]): HTMLElement {
  const more = columns.length > mostColumns ? ` and ${columns.length - mostColumns} more` : '';
  const element = document.createElement('small');
  element.className = 'hits';
  element.textContent = columns.slice(0, mostColumns).join(', ') + more;
  return element;
}
