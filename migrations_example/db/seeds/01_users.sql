-- Fixed ids make the same people every time; running a seed twice changes nothing.
INSERT INTO users (id, email, full_name, password_hash) VALUES
    ('00000000-0000-4000-8000-000000000001', 'ada@example.com',   'Ada Berg',     '$2a$12$notarealhash.ada'),
    ('00000000-0000-4000-8000-000000000002', 'bruno@example.com', 'Bruno Castel', '$2a$12$notarealhash.bruno'),
    ('00000000-0000-4000-8000-000000000003', 'chidi@example.com', 'Chidi Obi',    '$2a$12$notarealhash.chidi'),
    ('00000000-0000-4000-8000-000000000004', 'dana@example.com',  'Dana Petrov',  '$2a$12$notarealhash.dana')
ON CONFLICT (id) DO NOTHING;

INSERT INTO user_profiles (user_id, bio, phone) VALUES
    ('00000000-0000-4000-8000-000000000001', 'Keeps the boards in order.', '+46 8 555 0101'),
    ('00000000-0000-4000-8000-000000000002', NULL,                         '+33 1 55 55 01 02')
ON CONFLICT (user_id) DO NOTHING;
