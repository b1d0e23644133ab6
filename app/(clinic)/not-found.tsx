import { StaffNotFound } from "#components/accounts/staff-not-found.tsx";

export default function NotFound() {
  return <StaffNotFound />;
}
