import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { dark, light } from "#app/(visit)/invite/[token]/style.ts";

test("the invite page, which loads no style sheet, has the same colours as the other pages", async () => {
  const css = await readFile("app/globals.css", "utf8");
  const own = Object.keys(light).map((name) => `--${name}: light-dark(${light[name]}, ${dark[name]});`);
  expect(own.filter((declaration) => !css.includes(declaration))).toEqual([]);
  expect(Object.keys(dark)).toEqual(Object.keys(light));
});
