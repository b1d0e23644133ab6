import "server-only";
import type { Actor } from "./access.ts";
import { csvLine, csvMark } from "./csv.ts";
import { AppError } from "./errors.ts";
import { stillSignedIn } from "./session.ts";

type Format<T> = {
  readonly name: string;
  readonly type: string;
  readonly opening: string;
  /** The text of one batch. */
  readonly write: (batch: T) => string;
};

const encoder = new TextEncoder();

/** Reads a batch only after the browser took the one before, and stops if the browser or the sign-in is gone. */
function streamOf<T>(
  actor: Actor,
  { opening, write }: Format<T>,
  first: IteratorResult<T, unknown>,
  batches: AsyncIterator<T, unknown>,
) {
  let pending = first;
  let isOpened = opening === "";
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        if (!isOpened) {
          isOpened = true;
          return controller.enqueue(encoder.encode(opening));
        }
        if (pending.done) return controller.close();
        controller.enqueue(encoder.encode(write(pending.value)));
        if (!(await stillSignedIn([actor])).has(actor.signInId)) throw new AppError("SIGN_IN_REQUIRED");
        pending = await batches.next();
      },
      cancel: async () => {
        await batches.return?.();
      },
    },
    // At most one batch is buffered.
    { highWaterMark: 1 },
  );
}

/** Reads the first batch before it responds, so that its failure still becomes an error response. */
async function download<T>(
  actor: Actor,
  format: Format<T>,
  batches: AsyncIterator<T, unknown>,
): Promise<Response> {
  const first = await batches.next();
  return new Response(streamOf(actor, format, first, batches), {
    headers: {
      "content-type": format.type,
      "content-disposition": `attachment; filename="${format.name}"`,
      "cache-control": "no-store",
    },
  });
}

/** Rows as a CSV file. `name` is without extension and never contains a patient's name. */
export function csvDownload(
  actor: Actor,
  name: string,
  heading: readonly string[],
  rows: AsyncIterator<readonly (readonly string[])[], unknown>,
): Promise<Response> {
  const format = {
    name: `${name}.csv`,
    type: "text/csv; charset=utf-8",
    opening: csvMark + csvLine(heading),
    write: (lines: readonly (readonly string[])[]) => lines.map(csvLine).join(""),
  };
  return download(actor, format, rows);
}

/** Objects as a file with one JSON object per line (NDJSON). */
export function jsonLinesDownload(
  actor: Actor,
  name: string,
  objects: AsyncIterator<readonly object[], unknown>,
): Promise<Response> {
  const format = {
    name: `${name}.ndjson`,
    type: "application/x-ndjson; charset=utf-8",
    opening: "",
    write: (lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
  };
  return download(actor, format, objects);
}
