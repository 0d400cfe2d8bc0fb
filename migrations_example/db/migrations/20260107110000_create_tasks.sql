-- migrate:up
-- A task goes with its project; it outlives the user it was assigned to.
CREATE TABLE tasks (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id  uuid NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    assigned_to uuid REFERENCES users (id) ON DELETE SET NULL,
    title       text NOT NULL,
    description text,
    priority    integer NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5),
    status      task_status NOT NULL DEFAULT 'pending',
    due_date    date,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

-- migrate:down
DROP TABLE tasks;
