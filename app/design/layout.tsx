import type { ReactNode } from "react";
import { ClientMessages } from "#components/ui/client-messages.tsx";

export default function DesignLayout({ children }: { children: ReactNode }) {
  return <ClientMessages of={["rings", "ui"]}>{children}</ClientMessages>;
}
