SELECT j.seq, j.event_at, j.kind, j.subject, j.before, j.after, COALESCE(s.name, '系统'), COALESCE(t.body, ''), COALESCE(k.id, 0), COALESCE(k.no, '')
		FROM journal j LEFT JOIN staff s ON s.id = j.actor_id LEFT JOIN journal_text t ON t.seq = j.seq
		LEFT JOIN service_case k ON j.subject = 'case' AND k.id = j.subject_id LEFT JOIN room kr ON kr.id = k.room_id
		WHERE j.customer_id = ? AND j.customer_id <> 0 AND j.project_id = ? AND (j.subject <> 'case' OR j.subject = 'case' AND j.kind IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AND +k.project_id = ?) ORDER BY j.event_at DESC, j.seq DESC LIMIT ?