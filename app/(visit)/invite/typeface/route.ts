import { readFile } from "node:fs/promises";
import { join } from "node:path";

// Read at build time and served as a file from then on.
export const dynamic = "force-static";

/** The typeface for the invite's page, which has no style sheet that could know the name of the built file. */
export const GET = async () => {
  const file = join(
    process.cwd(),
    "node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
  );
  return new Response(new Uint8Array(await readFile(file)), {
    headers: { "Content-Type": "font/woff2", "Cache-Control": "public, max-age=604800" },
  });
};
