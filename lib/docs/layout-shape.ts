/** A box to be placed; sizes are pixels of the page. */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** An arrow to be drawn, from the box that refers to the one that is referred to. */
export interface Link {
  readonly from: string;
  readonly to: string;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box and its upper left corner. */
export interface PlacedBox extends Box, Point {}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** In the order of the boxes. */
  readonly boxes: readonly PlacedBox[];
  /** In the order of the links: an SVG path from border to border. */
  readonly paths: readonly string[];
}

/** A line that leaves a box at its right side and comes back to it. */
export function loopOf({ x, y, width }: PlacedBox): string {
  const right = x + width;
  return `M${right},${y + 9} h9 q5,0 5,5 v8 q0,5 -5,5 h-9`;
}
