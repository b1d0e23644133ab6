import "server-only";
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { z } from "zod";
import { env } from "#lib/env.ts";

/** The sort values of a row, and whether the row itself comes next. */
const position = z.object({
  key: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .max(8)
    .readonly(),
  inclusive: z.boolean(),
});
export type Position = z.output<typeof position>;
export type Direction = "next" | "prev";

let cachedKey: Buffer | undefined;
const key = () => {
  cachedKey ??= Buffer.from(hkdfSync("sha256", env().APP_SECRET, "", "bedside cursors", 32));
  return cachedKey;
};

const nonceBytes = 12;
const tagBytes = 16;

const belonging = (query: string, direction: Direction) =>
  createHash("sha256").update(`${direction} ${query}`).digest();

/** Encrypts a position, because cursors are part of URLs and sort values can be people's names. */
export const seal = (at: Position, query: string, direction: Direction): string => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key(), nonce).setAAD(belonging(query, direction));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(at), "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
};

/** Returns null for a cursor of another query or direction. */
export const unseal = (cursor: string, query: string, direction: Direction): Position | null => {
  try {
    const bytes = Buffer.from(cursor, "base64url");
    const decipher = createDecipheriv("aes-256-gcm", key(), bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(belonging(query, direction));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const opened = decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, "utf8");
    return position.parse(JSON.parse(opened + decipher.final("utf8")));
  } catch {
    return null;
  }
};
