/** A box of a diagram, wherever it was measured. */
interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The pairs of boxes of which one covers a part of the other, by their places. */
export function overlapsOf(boxes: readonly Rectangle[]): string[] {
  return boxes.flatMap((a, place) =>
    boxes
      .slice(place + 1)
      .flatMap((b, distance) =>
        a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
          ? [`${place} and ${place + 1 + distance}`]
          : [],
      ),
  );
}
