-- migrate:up
-- A user who leaves is marked, not removed. The address is free again for someone new, and two
-- accounts in use never share one.
ALTER TABLE users ADD COLUMN deleted_at timestamptz;
CREATE UNIQUE INDEX users_email_in_use_key ON users (lower(email)) WHERE deleted_at IS NULL;

-- migrate:down
DROP INDEX users_email_in_use_key;
ALTER TABLE users DROP COLUMN deleted_at;
