INSERT INTO projects (id, owner_id, name, description, status, budget) VALUES
    ('10000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001',
     'Website relaunch', 'New look, same address', 'active', 12500.00),
    ('10000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000002',
     'Mobile app', NULL, 'active', 40000.50),
    ('10000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000001',
     'Office move', 'Out by the end of March', 'archived', NULL)
ON CONFLICT (id) DO NOTHING;

INSERT INTO project_members (project_id, user_id, role)
SELECT p.id, p.owner_id, 'owner' FROM projects p
ON CONFLICT (project_id, user_id) DO NOTHING;

INSERT INTO project_members (project_id, user_id, role) VALUES
    ('10000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000003', 'admin'),
    ('10000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000004', 'member'),
    ('10000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000004', 'member')
ON CONFLICT (project_id, user_id) DO NOTHING;
