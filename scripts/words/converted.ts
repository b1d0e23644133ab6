/** Folders whose words are all in the catalogue. The list goes away when it names every folder. */
export const converted: readonly string[] = [
  "app/(auth)",
  "app/(clinic)",
  "app/(visit)/invite",
  "app/(visit)/link-expired",
  "app/admin/call-types",
  "app/admin/people",
  "components/accounts",
  "components/appointments",
  "components/browsers",
  "components/call-types",
  "components/calls",
  "components/queries",
  "components/teams",
  "components/ui",
];
