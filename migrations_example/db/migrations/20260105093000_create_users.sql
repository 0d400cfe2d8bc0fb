-- migrate:up
CREATE TABLE users (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email         text NOT NULL CONSTRAINT users_email_has_at CHECK (position('@' IN email) > 1),
    full_name     text NOT NULL,
    password_hash text NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);

-- One profile a user: the key is the reference.
CREATE TABLE user_profiles (
    user_id    uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    avatar_url text,
    bio        text,
    phone      varchar(32),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- migrate:down
DROP TABLE user_profiles;
DROP TABLE users;
