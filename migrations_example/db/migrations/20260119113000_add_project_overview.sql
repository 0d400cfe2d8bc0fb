-- migrate:up
CREATE VIEW project_overview AS
SELECT p.id,
       p.name,
       p.status,
       u.full_name AS owner,
       count(t.id) AS tasks,
       count(t.id) FILTER (WHERE t.status = 'completed') AS done
FROM projects p
JOIN users u ON u.id = p.owner_id
LEFT JOIN tasks t ON t.project_id = p.id
GROUP BY p.id, u.full_name;

-- migrate:down
DROP VIEW project_overview;
