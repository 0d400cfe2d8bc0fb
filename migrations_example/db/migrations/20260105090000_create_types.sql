-- migrate:up
-- The words a project, a task and a membership may be in. An enum keeps a typo out of the table.
CREATE TYPE project_status AS ENUM ('active', 'completed', 'archived');
CREATE TYPE task_status AS ENUM ('pending', 'in_progress', 'completed', 'cancelled');
CREATE TYPE member_role AS ENUM ('owner', 'admin', 'member');

-- migrate:down
DROP TYPE member_role;
DROP TYPE task_status;
DROP TYPE project_status;
