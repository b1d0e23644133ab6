import type { ReactNode } from "react";
import { StaffFrame } from "#components/accounts/staff-frame";
import { me } from "#lib/accounts/home";
import { read } from "#lib/boundary";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  return <StaffFrame me={await read(me, {})}>{children}</StaffFrame>;
}
