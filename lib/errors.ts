/** Every foreseen failure has one of these codes. Words for people: messages.ts. */
export const errorCodes = [
  "SIGN_IN_REQUIRED",
  "WRONG_CREDENTIALS",
  "TOO_MANY_ATTEMPTS",
  "NOT_FOUND",
  "NOT_ALLOWED",
  "BAD_INPUT",
  "CONFLICT",
  "IN_USE",
  "LAST_ADMIN",
  "QUERY_TOO_BROAD",
  "SLOT_TAKEN",
  "TIME_GAP",
  "TIME_AMBIGUOUS",
  "TIME_PAST",
  "WRONG_TEAM",
  "BLOCKED",
  "TOO_EARLY",
  "WAITING",
  "ENDED",
  "CANCELLED",
  "FULL",
  "LINK_EXPIRED",
  "OTHER_DEVICE",
  "NOT_RINGING",
  "VIDEO_UNAVAILABLE",
  "UNAVAILABLE",
  "INTERNAL",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What can be wrong with one field of a form. */
export const fieldProblems = [
  "required",
  "too-short",
  "too-long",
  "too-small",
  "too-big",
  "not-an-email",
  "not-a-date",
  "not-a-time",
  "not-a-time-zone",
  "not-an-id",
  "invalid",
  "taken",
  "unknown-field",
  "unknown-operator",
  "too-deep",
  "too-many",
  "unclosed-quote",
  "too-many-rows",
] as const;
export type FieldProblem = (typeof fieldProblems)[number];

/** Facts that go with a code to the person: instants as ISO 8601 strings, ids, counts. Nothing internal. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The one kind of foreseen failure. Thrown inside, translated once in boundary.ts. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;
  readonly fields: Readonly<Record<string, FieldProblem>>;

  constructor(
    code: ErrorCode,
    options: { facts?: ErrorFacts; fields?: Record<string, FieldProblem>; cause?: unknown } = {},
  ) {
    super(code, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.facts = options.facts ?? {};
    this.fields = options.fields ?? {};
  }
}

export const isAppError = (error: unknown, code?: ErrorCode): error is AppError =>
  error instanceof AppError && (code === undefined || error.code === code);
