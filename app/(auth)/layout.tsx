import type { ReactNode } from "react";
import { ClientMessages } from "#components/ui/client-messages.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <ClientMessages of={["browsers", "errors", "fieldProblems", "signIn", "ui"]}>{children}</ClientMessages>
  );
}
