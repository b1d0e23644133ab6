import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cookieNames } from "#lib/session.ts";
import { emailOf, password } from "./clinic.ts";

// Plain HTTP against the app, without a browser, as an attacker would send it.

const root = join(import.meta.dirname, "..", "..");

const jarOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

/** Signs a member of staff in as the sign-in page does. Returns the Cookie header. */
export const staffCookie = async (url: string, key: string, secret = password): Promise<string> => {
  const csrf = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const body = new URLSearchParams({ csrfToken, email: emailOf(key), password: secret, json: "true" });
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie: jarOf(csrf), origin: url },
    body,
    redirect: "manual",
  });
  return jarOf(answer);
};

/** The Cookie header of somebody who came by a link. */
export const visitCookie = (secret: string) => `${cookieNames().visit}=${secret}`;

/** The Cookie header of a browser that keeps cookies, as the link's page finds out. */
export const testCookie = () => `${cookieNames().test}=1`;

/** A Cookie header as a browser of the tests takes it. */
export const cookiesOf = (url: string, header: string) =>
  header
    .split("; ")
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf("=");
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
    });

type Manifest = { node: Record<string, { exportedName?: string }> };

/** The id of a server action in the built app, by the name of its export. */
export const actionId = (name: string): string => {
  const manifest = JSON.parse(
    readFileSync(join(root, ".next", "server", "server-reference-manifest.json"), "utf8"),
  ) as Manifest;
  const found = Object.entries(manifest.node).find(([, entry]) => entry.exportedName === name);
  if (!found) throw new Error(`No action ${name} in the build.`);
  return found[0];
};

/** Calls a server action directly. Returns the status and the text of the result. */
export const callAction = async (
  url: string,
  path: string,
  name: string,
  cookie: string,
  input: unknown,
  headers: Record<string, string> = {},
) => {
  const answer = await fetch(url + path, {
    method: "POST",
    headers: {
      cookie,
      origin: url,
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
      "next-action": actionId(name),
      ...headers,
    },
    body: JSON.stringify([input]),
    redirect: "manual",
  });
  const text = await answer.text();
  return { status: answer.status, text };
};
