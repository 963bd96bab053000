/** The buttons and the view of a diagram, of one table or (focus '') of all. */
export function frame(focus: string, onDepth: (depth: number) => void): HTMLElement[] {
  const view = viewOf(focus);
  const bar = document.createElement('div');
  bar.className = 'bar';
  bar.append(focus === '' ? hint() : depthChoice(onDepth), wholeButton(view));
  return [bar, view];
}

function viewOf(focus: string): HTMLElement {
  const view = document.createElement('div');
  view.className = 'view';
  // What scrolls must be reached by the keyboard.
  view.tabIndex = 0;
  view.setAttribute('role', 'group');
  view.setAttribute(
    'aria-label',
    focus === ''
      ? 'Diagram of all tables; the table below says the same in words'
      : 'Diagram of the table and its neighbours; the lists below say the same in words',
  );
  return view;
}

function hint(): HTMLElement {
  const text = document.createElement('p');
  text.className = 'hint';
  text.textContent = 'Point at a table to follow its foreign keys; open it for the details.';
  return text;
}

function depthChoice(onDepth: (depth: number) => void): HTMLElement {
  const group = document.createElement('div');
  group.className = 'choice';
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', 'How far the diagram reaches');
  for (const [depth, label] of [
    [1, 'Neighbours'],
    [2, 'Two steps'],
  ] as const) {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset['depth'] = String(depth);
    button.textContent = label;
    button.addEventListener('click', () => onDepth(depth));
    group.append(button);
  }
  return group;
}

/** Seen only where the diagram is higher than its view. */
function wholeButton(view: HTMLElement): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'whole';
  button.textContent = 'Show all of it';
  button.setAttribute('aria-expanded', 'false');
  button.addEventListener('click', () => {
    const isWhole = view.classList.toggle('whole');
    button.textContent = isWhole ? 'Show less' : 'Show all of it';
    button.setAttribute('aria-expanded', String(isWhole));
  });
  return button;
}
