import "server-only";
import { AppError } from "./errors.ts";

/** Far more than our own pages send. */
const maxJsonBytes = 16 * 1024;

async function bytesOf(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
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
}

/** @throws AppError BAD_INPUT if the body is longer than `maxBytes` */
export const textOf = async (request: Request, maxBytes: number): Promise<string> =>
  new TextDecoder().decode(await bytesOf(request, maxBytes));

/** @throws AppError BAD_INPUT if the body is longer than `maxBytes` or not a form */
export async function formOf(request: Request, maxBytes: number): Promise<FormData> {
  const type = request.headers.get("content-type") ?? "";
  const body = await bytesOf(request, maxBytes);
  try {
    return await new Response(body, { headers: { "content-type": type } }).formData();
  } catch (error) {
    throw new AppError("BAD_INPUT", { fields: { body: "invalid" }, cause: error });
  }
}

/** Returns null if the body isn't JSON. @throws AppError BAD_INPUT if it is longer than 16 KiB */
export async function jsonOf(request: Request): Promise<unknown> {
  const text = await textOf(request, maxJsonBytes);
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
