package crm

// RosterKeys are the names and mobile numbers of a file, for finding whom on file it may mean.
type RosterKeys struct{ names, numbers, nos map[string]bool }

// KeysOf collects the keys of a file.
func KeysOf(rows []RosterRow) RosterKeys {
	k := RosterKeys{map[string]bool{}, map[string]bool{}, nil}
	for i := range rows {
		row := &rows[i]
		if row.Outcome != "" {
			continue
		}
		k.names[nameKey(row.Name)] = true
		for _, c := range row.Contacts {
			if c.Kind == ContactMobile && !c.Doubtful {
				k.numbers[c.Value] = true
			}
		}
	}
	return k
}

// Name reports whether the file speaks of somebody of this name.
func (k RosterKeys) Name(name string) bool { return k.names[nameKey(name)] }

// Number reports whether a mobile number stands in the file.
func (k RosterKeys) Number(value string) bool { return k.numbers[value] }

// KeysOfWho collects the keys of a list whose rows belong to customers.
func KeysOfWho[T any](rows []T, who func(*T) Who) RosterKeys {
	k := RosterKeys{map[string]bool{}, nil, map[string]bool{}}
	for i := range rows {
		w := who(&rows[i])
		if k.nos[w.CustomerNo] = true; w.CustomerNo == "" {
			k.names[nameKey(w.Name)] = true
		}
	}
	return k
}

// No reports whether a customer's number stands in the file.
func (k RosterKeys) No(no string) bool { return k.nos[no] }

// HasNumbers reports whether the file has telephone numbers at all.
func (k RosterKeys) HasNumbers() bool { return len(k.numbers) > 0 }
