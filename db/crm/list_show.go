package crm

import "slices"

// Shown is what a page shows of a room, in the order of the kind's heads.
func (r RoomRow) Shown() []string {
	code, area := "", ""
	if r.Address.Room != "" {
		code = r.Address.Code()
	}
	if r.AreaM2 != 0 {
		area = ShowArea(r.AreaM2)
	}
	return []string{code, RoomKinds[r.Address.Kind], area, Label(Occupancies, r.Occupancy)}
}

// Shown is whose a row is: the number or the name, and the room.
func (w Who) Shown(by Staff) []string {
	who, room := w.CustomerNo, ""
	if who == "" {
		who = ShowName(by, CustomerPerson, w.Name)
	}
	if w.HasRoom {
		room = w.Address.Code()
	}
	return []string{who, room}
}

// Shown is what a page shows of a fee or a payment.
func (f FeeRow) Shown(by Staff, k *ImportKind) []string {
	cells := append(f.Who.Shown(by), Label(FeeItems, f.Item), f.Period)
	if k == PaymentList {
		return append(cells, f.yuan(f.PaidFen), f.PaidOn)
	}
	return append(cells, f.yuan(f.ReceivableFen), f.yuan(f.Discount), f.DueOn)
}

// yuan is money for the page; nothing in a refused row where it may not have been read.
func (f FeeRow) yuan(fen int64) string {
	if fen == 0 && f.Outcome != "" {
		return ""
	}
	return ShowYuan(fen)
}

// Shown is what a page shows of a car.
func (v VehicleRow) Shown(by Staff) []string {
	bay := ""
	if v.HasBay {
		bay = v.Bay.Code()
	}
	return append(append([]string{MaskPlate(v.Plate)}, v.Who.Shown(by)...), bay, v.Label)
}

// FeePeriods are the periods that a list speaks of.
func FeePeriods(rows []FeeRow) []string {
	seen := map[string]bool{}
	for i := range rows {
		if rows[i].Outcome == "" {
			seen[rows[i].Period] = true
		}
	}
	periods := make([]string, 0, len(seen))
	for period := range seen {
		periods = append(periods, period)
	}
	slices.Sort(periods)
	return periods
}

// Merged makes a customer findable by the number of a file that was merged into this one.
func (p People) Merged(no string, kept KnownCustomer) { p.byNo[no] = &kept }
