SELECT j.seq, j.event_at, j.kind, j.subject, j.before, j.after, COALESCE(s.name, '系统'), COALESCE(t.body, ''), COALESCE(k.id, 0), COALESCE(k.no, '')
		FROM journal j LEFT JOIN service_case k ON j.subject = 'case' AND k.id = j.subject_id LEFT JOIN room kr ON kr.id = k.room_id
		LEFT JOIN staff s ON s.id = j.actor_id LEFT JOIN journal_text t ON t.seq = j.seq
		WHERE j.customer_id = ? AND j.customer_id <> 0 AND (k.id IS NULL OR k.customer_id = ?) AND j.project_id = ? AND (j.subject <> 'case' OR j.subject = 'case' AND j.kind IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AND k.id NOT IN (SELECT xb.case_id FROM case_bar xb WHERE xb.staff_id = ?
	UNION ALL SELECT xr.id FROM service_case xr WHERE xr.room_id IN (SELECT xh.room_id FROM staff_home xh WHERE xh.staff_id = ? AND xh.end_on = '')
	UNION ALL SELECT xc.id FROM service_case xc WHERE xc.customer_id IN (SELECT ho.customer_id FROM staff_home h JOIN occupancy ho ON ho.room_id = h.room_id
	WHERE h.staff_id = ? AND h.end_on = '' AND (ho.moved_out_on = '' OR ho.moved_out_on > h.start_on))) AND +k.project_id = ?) ORDER BY j.event_at DESC, j.seq DESC LIMIT ?