import { describe, expect, test } from "vitest";
import { nearestCorner, nextCorner, pictureBox, tidyGrid } from "#components/room/layout.ts";

describe("how large a picture is drawn", () => {
  test("alike shapes fill the place", () => {
    const place = { width: 1280, height: 700 };
    expect(pictureBox({ width: 1280, height: 720 }, place)).toEqual(place);
  });

  test("a wide picture on a narrow phone loses no more than 40 % of its width", () => {
    const box = pictureBox({ width: 1280, height: 720 }, { width: 390, height: 740 });
    expect(box.width).toBe(390);
    const shown = box.width / (box.height * (1280 / 720));
    expect(shown).toBeCloseTo(0.6, 2);
  });

  test("a tall picture on a wide screen loses no more than 40 % of its height", () => {
    const box = pictureBox({ width: 720, height: 1280 }, { width: 1280, height: 700 });
    expect(box.height).toBe(700);
    const shown = box.height / (box.width / (720 / 1280));
    expect(shown).toBeCloseTo(0.6, 2);
  });

  test("an unknown shape fills the place until it is known", () => {
    const place = { width: 390, height: 740 };
    expect(pictureBox({ width: 0, height: 0 }, place)).toEqual(place);
  });
});

describe("the grid", () => {
  const wide = { width: 1280, height: 700 };
  const tall = { width: 390, height: 740 };

  test.each([
    [1, wide, 1],
    [2, wide, 2],
    [3, wide, 2],
    [4, wide, 2],
    [9, wide, 3],
    [2, tall, 1],
    [4, tall, 1],
    [9, tall, 2],
  ] as const)("%i people", (count, place, columns) => {
    expect(tidyGrid(count, place).columns).toBe(columns);
  });

  test.each([1, 2, 3, 5, 7, 9])("%i tiles fit the place", (count) => {
    for (const place of [wide, tall]) {
      const { columns, rows, tile } = tidyGrid(count, place, 8);
      expect(columns * rows).toBeGreaterThanOrEqual(count);
      expect(columns * tile.width + (columns - 1) * 8).toBeLessThanOrEqual(place.width);
      expect(rows * tile.height + (rows - 1) * 8).toBeLessThanOrEqual(place.height);
      expect(tile.width).toBeGreaterThan(0);
    }
  });

  test("a place without size has tiles without size", () => {
    expect(tidyGrid(3, { width: 0, height: 0 }).tile).toEqual({ width: 0, height: 0 });
  });
});

describe("the corners of one's own picture", () => {
  test("four presses go once around", () => {
    const first = "top-end";
    expect(nextCorner(nextCorner(nextCorner(nextCorner(first))))).toBe(first);
  });

  test("a drag ends in the nearest corner", () => {
    const place = { width: 400, height: 800 };
    expect(nearestCorner(10, 790, place)).toBe("bottom-start");
    expect(nearestCorner(390, 10, place)).toBe("top-end");
  });
});
