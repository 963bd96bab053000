/**
 * Shows one section at a time: the one that the address names, else the overview. Find-in-page
 * reaches the others, and printing prints all.
 */
export function showOneSection(onShow: (section: HTMLElement) => void): void {
  const sections = [...document.querySelectorAll<HTMLElement>('main > section')];
  const title = document.title;

  function show(id: string): HTMLElement | undefined {
    const shown = sections.find((section) => section.id === id) ?? sections[0];
    for (const section of sections) {
      if (section === shown) section.removeAttribute('hidden');
      else section.setAttribute('hidden', 'until-found');
    }
    for (const link of document.querySelectorAll<HTMLAnchorElement>('#list a')) {
      if (shown !== undefined && link.hash === hashOf(shown.id)) {
        link.setAttribute('aria-current', 'page');
        link.scrollIntoView({ block: 'nearest' });
      } else link.removeAttribute('aria-current');
    }
    const heading = shown?.querySelector('h2');
    document.title = shown === sections[0] ? title : `${heading?.textContent ?? ''} · ${title}`;
    if (shown !== undefined) onShow(shown);
    return shown;
  }

  /** To the top, with the focus on the heading: what follows is read and tabbed from there. */
  function go(): void {
    const id = idOf(location.hash);
    if (id === 'content') return;
    const shown = show(id);
    scrollTo(0, 0);
    shown?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  }

  for (const section of sections) {
    section.addEventListener('beforematch', () =>
      history.replaceState(null, '', hashOf(section.id)),
    );
    section.addEventListener('beforematch', () => show(section.id));
  }
  addEventListener('hashchange', go);
  document.documentElement.classList.add('scripted');
  show(idOf(location.hash));
}

function idOf(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return hash.slice(1);
  }
}

/** As a link's `hash` spells it. */
function hashOf(id: string): string {
  const link = document.createElement('a');
  link.href = `#${id}`;
  return link.hash;
}
