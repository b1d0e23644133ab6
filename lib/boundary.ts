import "server-only";
import { headers } from "next/headers.js";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { z } from "zod";
import type { Actor } from "./access.ts";
import { isDatabaseAway } from "./db-errors.ts";
import { AppError, type ErrorCode, type ErrorFacts, statusOf, type WrongFields } from "./errors.ts";
import { parse } from "./input.ts";
import { errorFacts, log } from "./log.ts";
import { errorKeys } from "./messages.ts";
import { refuseForeignOrigin } from "./origin.ts";
import { requireActor } from "./session.ts";

/** A refused action. `typed` is the form's input without secrets, so that no form loses it. */
type Refused = {
  [C in ErrorCode]: {
    readonly ok: false;
    readonly code: C;
    readonly message: string;
    readonly facts: ErrorFacts<C>;
    readonly fields: WrongFields;
    readonly typed: Readonly<Record<string, string>>;
  };
}[ErrorCode];

export type Result<T> = { readonly ok: true; readonly value: T } | Refused;

/** Unforeseen errors become INTERNAL. Their messages may quote data and aren't logged. */
function translate(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDatabaseAway(error)) return new AppError("UNAVAILABLE", { cause: error });
  log.error("unforeseen error", errorFacts(error));
  return new AppError("INTERNAL", { cause: error });
}

/** Next's own control flow (redirect, notFound and such) carries a digest. */
const isNavigation = (error: unknown) =>
  typeof error === "object" && error !== null && "digest" in error && typeof error.digest === "string";

async function signInPath() {
  const path = (await headers()).get("x-bedside-path") ?? "/";
  return path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`;
}

/**
 * For pages: runs a use case as the signed-in actor. A missing sign-in redirects to the sign-in page. A thing that the actor
 * can't see and one that doesn't exist both show the not-found page.
 */
export async function read<T>(perform: (actor: Actor) => Promise<T>): Promise<T> {
  try {
    return await perform(await requireActor());
  } catch (error) {
    if (isNavigation(error)) throw error;
    const known = translate(error);
    if (known.code === "LINK_EXPIRED") redirect("/link-expired");
    if (known.code === "SIGN_IN_REQUIRED") redirect(await signInPath());
    if (known.code === "NOT_FOUND" || known.code === "NOT_ALLOWED") notFound();
    // Next logs what a page throws, and the cause may quote data.
    throw new Error(known.code);
  }
}

const messageOf = async (code: ErrorCode) => (await getTranslations("errors"))(errorKeys[code]);

const textFields = (formData: FormData) =>
  Object.fromEntries(
    [...formData].filter(([key, value]) => typeof value === "string" && !key.startsWith("$ACTION")),
  );

const isSecret = (name: string) => /password|token/i.test(name);

function typedIn(input: unknown): Record<string, string> {
  if (typeof input !== "object" || input === null) return {};
  const isTyped = (entry: [string, unknown]): entry is [string, string] =>
    typeof entry[1] === "string" && !isSecret(entry[0]);
  return Object.fromEntries(Object.entries(input).filter(isTyped));
}

async function refusedWith(error: unknown, input: unknown): Promise<Refused> {
  if (isNavigation(error)) throw error;
  const { code, facts, fields } = translate(error);
  const message = await messageOf(code);
  return { ok: false, code, message, facts, fields, typed: typedIn(input) } as Refused;
}

/**
 * The browser's door to a use case, and the only export of a "use server" file. Takes an object, or the arguments of
 * `useActionState` and `<form action>`. Returns foreseen failures. `after` names the path to redirect to on success.
 */
export const action =
  <S extends z.ZodType, T>(
    schema: S,
    perform: (actor: Actor, input: z.output<S>) => Promise<T>,
    after?: (value: T) => string,
  ) =>
  async (first: unknown, formData?: FormData): Promise<Result<T>> => {
    const form = formData instanceof FormData ? formData : first instanceof FormData ? first : undefined;
    const input: unknown = form ? textFields(form) : first;
    let value: T;
    try {
      await refuseForeignOrigin();
      value = await perform(await requireActor(), parse(schema, input));
    } catch (error) {
      return refusedWith(error, input);
    }
    if (after) redirect(after(value));
    return { ok: true, value };
  };

type Details = Pick<AppError, "fields" | "facts">;
type Respond = (code: ErrorCode, status: number, details: Details) => Response | Promise<Response>;

const hasValues = (object: object) => Object.values(object).some((value) => value !== undefined);

const respondWithJson: Respond = async (code, status, { fields, facts }) => {
  const details = { ...(hasValues(fields) && { fields }), ...(hasValues(facts) && { facts }) };
  return Response.json({ code, message: await messageOf(code), ...details }, { status });
};

/** For route handlers: failures become JSON `{ code, message, fields?, facts? }`, or whatever `respond` makes of them. */
export const route =
  <C>(handler: (request: Request, context: C) => Promise<Response>, respond = respondWithJson) =>
  async (request: Request, context: C): Promise<Response> => {
    try {
      return await handler(request, context);
    } catch (error) {
      const { code, ...details } = translate(error);
      return respond(code, statusOf(code), details);
    }
  };
