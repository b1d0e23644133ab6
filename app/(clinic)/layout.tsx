import type { ReactNode } from "react";
import { StaffFrame } from "#components/accounts/staff-frame.tsx";
import { ClientMessages } from "#components/ui/client-messages.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";

export default async function ClinicLayout({ children }: { children: ReactNode }) {
  return (
    <ClientMessages
      of={[
        "accounts",
        "appointments",
        "errors",
        "fieldProblems",
        "live",
        "members",
        "notifications",
        "roles",
        "signIn",
        "ui",
      ]}
    >
      <StaffFrame me={await read(me)}>{children}</StaffFrame>
    </ClientMessages>
  );
}
