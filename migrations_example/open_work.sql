-- Who has how much to do, the most urgent first. Run it with: rung sql -f open_work.sql
SELECT coalesce(u.full_name, '(nobody)') AS who,
       count(*) AS open_tasks,
       min(t.priority) AS most_urgent,
       min(t.due_date) AS next_due
FROM tasks t
LEFT JOIN users u ON u.id = t.assigned_to
WHERE t.status IN ('pending', 'in_progress')
GROUP BY u.full_name
ORDER BY most_urgent, open_tasks DESC, who;
