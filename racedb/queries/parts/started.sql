r.status NOT IN ('not_started', 'withdrawn', 'not_qualified', 'not_prequalified')
