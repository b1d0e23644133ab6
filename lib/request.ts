import "server-only";
import { AppError } from "./errors.ts";

/** Far more than anything that a browser's own requests say. */
const maxJsonBytes = 16 * 1024;

/** The body of a request, read no further than `maxBytes`. */
const bytesOf = async (request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new AppError("BAD_INPUT", { fields: { body: "too-big" } });
    chunks.push(chunk);
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
};

/**
 * The body of a request from outside as text, read no further than `maxBytes`.
 * @throws AppError BAD_INPUT when it is longer
 */
export const textOf = async (request: Request, maxBytes: number): Promise<string> =>
  new TextDecoder().decode(await bytesOf(request, maxBytes));

/**
 * The same as a form, files and all.
 * @throws AppError BAD_INPUT when it is longer, or no form
 */
export const formOf = async (request: Request, maxBytes: number): Promise<FormData> => {
  const type = request.headers.get("content-type") ?? "";
  const body = await bytesOf(request, maxBytes);
  try {
    return await new Response(body, { headers: { "content-type": type } }).formData();
  } catch (error) {
    throw new AppError("BAD_INPUT", { fields: { body: "invalid" }, cause: error });
  }
};

/**
 * The same as JSON; null for what is none.
 * @throws AppError BAD_INPUT when it is longer than 16 KiB
 */
export const jsonOf = async (request: Request): Promise<unknown> => {
  const text = await textOf(request, maxJsonBytes);
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
