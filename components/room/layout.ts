/** Width and height in CSS pixels. */
export type Size = { readonly width: number; readonly height: number };

/** How much of a side may be cropped to fill a place. */
const maxCropFraction = 0.4;

/** How large to draw a picture: the whole place when the shapes are alike, else a centred box with bars at two sides. */
export const pictureBox = (picture: Size, place: Size): Size => {
  if (picture.width <= 0 || picture.height <= 0 || place.width <= 0 || place.height <= 0) return place;
  const pictureShape = picture.width / picture.height;
  const placeShape = place.width / place.height;
  const shownShare = Math.min(pictureShape / placeShape, placeShape / pictureShape);
  if (shownShare >= 1 - maxCropFraction) return place;
  if (pictureShape > placeShape) {
    return { width: place.width, height: Math.round(place.width / (pictureShape * (1 - maxCropFraction))) };
  }
  return { width: Math.round((place.height * pictureShape) / (1 - maxCropFraction)), height: place.height };
};

export type Grid = { readonly columns: number; readonly rows: number; readonly tile: Size };

/** The grid with the largest tiles of 4:3 or 16:9. `gap` is in pixels. */
export const tidyGrid = (count: number, place: Size, gap = 8): Grid => {
  const shape = place.width >= place.height ? 16 / 9 : 4 / 3;
  let best: Grid = { columns: 1, rows: Math.max(1, count), tile: { width: 0, height: 0 } };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const width = (place.width - gap * (columns - 1)) / columns;
    const height = (place.height - gap * (rows - 1)) / rows;
    const fitted = Math.max(0, Math.min(width, height * shape));
    if (fitted > best.tile.width) {
      best = { columns, rows, tile: { width: Math.floor(fitted), height: Math.floor(fitted / shape) } };
    }
  }
  return best;
};

export const corners = ["top-end", "bottom-end", "bottom-start", "top-start"] as const;
export type Corner = (typeof corners)[number];

/** Clockwise. */
export const nextCorner = (corner: Corner): Corner =>
  corners[(corners.indexOf(corner) + 1) % corners.length] ?? "top-end";

export const nearestCorner = (x: number, y: number, place: Size): Corner => {
  const side = x < place.width / 2 ? "start" : "end";
  return y < place.height / 2 ? `top-${side}` : `bottom-${side}`;
};

/** How many others are drawn; the rest are only counted. */
export const maxTiles = 9;
