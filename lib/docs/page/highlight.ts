/** While a box is pointed at or has the focus, it stands out with its lines and neighbours. */
export function highlight(root: SVGSVGElement): void {
  const lines = [...root.querySelectorAll<SVGPathElement>('.line')];
  const boxes = [...root.querySelectorAll<SVGAElement>('.box')];

  function lift(id: string | undefined): void {
    root.classList.toggle('lifting', id !== undefined);
    const near = new Set([id]);
    for (const line of lines) {
      const { from, to } = line.dataset;
      const isOf = id !== undefined && (from === id || to === id);
      line.classList.toggle('lifted', isOf);
      if (!isOf) continue;
      near.add(from).add(to);
      // What is drawn last lies above the rest.
      line.parentNode?.append(line);
    }
    for (const box of boxes) box.classList.toggle('lifted', near.has(box.dataset['id']));
  }

  for (const box of boxes) {
    const { id } = box.dataset;
    box.addEventListener('pointerenter', () => lift(id));
    box.addEventListener('pointerleave', () => lift(undefined));
    box.addEventListener('focus', () => lift(id));
    box.addEventListener('blur', () => lift(undefined));
  }
}
