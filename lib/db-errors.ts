import "server-only";

type DriverCause = {
  readonly kind?: string;
  readonly code?: string;
  readonly originalCode?: string;
};
type DatabaseError = {
  readonly code?: string;
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: DriverCause } };
};

const codeOf = (error: unknown) => (error as DatabaseError | null)?.code ?? "";
const causeOf = (error: unknown): DriverCause =>
  (error as DatabaseError | null)?.meta?.driverAdapterError?.cause ?? {};

/** PostgreSQL rolled the transaction back because it and another waited for each other. */
export const isDeadlock = (error: unknown): boolean =>
  codeOf(error) === "P2034" || causeOf(error).kind === "TransactionWriteConflict";

export const isExclusionViolation = (error: unknown): boolean =>
  causeOf(error).code === "23P01" || causeOf(error).originalCode === "23P01";

export const isUniqueViolation = (error: unknown): boolean =>
  codeOf(error) === "P2002" || causeOf(error).originalCode === "23505";

/** A row that others refer to was to be deleted, or one refers to a row that does not exist. */
export const isReferenceViolation = (error: unknown): boolean =>
  ["P2003", "P2014"].includes(codeOf(error)) ||
  ["23503", "23001"].includes(causeOf(error).originalCode ?? causeOf(error).code ?? "");

/** A reader's statement took too long. */
export const isTooSlow = (error: unknown): boolean => codeOf(error) === "57014";

const awayCodes = ["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "ECONNREFUSED", "ECONNRESET"];
const awayStates = ["57P01", "57P03", "57014"];
const awayCauses = ["57P01", "57P02", "57P03", "08006", "08001", "08003"];
const awayKinds = ["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"];
const awayMessage =
  /connection terminated|ECONNREFUSED|server closed the connection|database system is|timeout exceeded when trying to connect/i;

/** The database can't be reached, is starting or stopping, or is too busy to answer. */
export function isDatabaseAway(error: unknown): boolean {
  const { kind = "", code, originalCode } = causeOf(error);
  return (
    [...awayCodes, ...awayStates].includes(codeOf(error)) ||
    awayCauses.includes(originalCode ?? code ?? "") ||
    awayKinds.includes(kind) ||
    awayMessage.test(error instanceof Error ? error.message : "")
  );
}
