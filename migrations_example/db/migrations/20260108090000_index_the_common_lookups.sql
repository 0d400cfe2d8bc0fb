-- migrate:up
CREATE INDEX projects_owner_id_idx ON projects (owner_id);
CREATE INDEX tasks_project_id_status_idx ON tasks (project_id, status);
CREATE INDEX tasks_assigned_to_idx ON tasks (assigned_to) WHERE assigned_to IS NOT NULL;
CREATE INDEX tasks_created_at_idx ON tasks (created_at DESC);
CREATE INDEX project_members_user_id_idx ON project_members (user_id);

-- migrate:down
DROP INDEX project_members_user_id_idx;
DROP INDEX tasks_created_at_idx;
DROP INDEX tasks_assigned_to_idx;
DROP INDEX tasks_project_id_status_idx;
DROP INDEX projects_owner_id_idx;
