const key = 'knex-stairway-docs-theme';

/** Puts on the theme that was chosen last, before the page is seen; and the button to change it. */
export function startTheme(): void {
  const chosen = remembered();
  if (chosen !== null) document.documentElement.dataset['theme'] = chosen;
  document.addEventListener('DOMContentLoaded', () => {
    const button = document.querySelector<HTMLButtonElement>('#theme');
    if (button === null) return;
    button.hidden = false;
    button.setAttribute('aria-pressed', String(isDark()));
    button.addEventListener('click', () => {
      const theme = isDark() ? 'light' : 'dark';
      document.documentElement.dataset['theme'] = theme;
      button.setAttribute('aria-pressed', String(theme === 'dark'));
      remember(theme);
    });
  });
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === undefined
    ? matchMedia('(prefers-color-scheme: dark)').matches
    : chosen === 'dark';
}

function remembered(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // A browser may keep nothing for a page on disk.
    return null;
  }
}

function remember(theme: string): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // The theme holds until the page is closed.
  }
}
