-- migrate:up
-- Whoever owns a project cannot be deleted before it is handed over.
CREATE TABLE projects (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id    uuid NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    name        text NOT NULL,
    description text,
    status      project_status NOT NULL DEFAULT 'active',
    budget      numeric(12, 2) CHECK (budget >= 0),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

-- migrate:down
DROP TABLE projects;
