-- Members of one role, in each order there is: without these an order is sorted anew on every page.
CREATE INDEX "member_by_role_and_update" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "role", "updated_at", "id");
CREATE INDEX "member_by_role_and_person" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "role", "user_id");
