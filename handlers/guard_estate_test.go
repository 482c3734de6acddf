package handlers

import "linli/db/crm"

// estate is a facility that is not normal, with something planned for it, in the buildings of both people and of the other project.
func (s *scene) estate() {
	s.t.Helper()
	file := s.file()
	defer file.Close()
	for login, ids := range map[string]map[string]int64{"manager": s.near, "supervisor": s.far, "stranger": s.elsewhere} {
		by, building := s.by(login), int64(0)
		s.ok(file.QueryRow(`SELECT building_id FROM room WHERE id = ?`, ids["room"]).Scan(&building))
		id, err := s.store.SaveFacility(s.t.Context(), by, 0, crm.Facility{BuildingID: building, Unit: "1", Kind: "elevator", Name: "客梯", State: "under_repair", Answer: facilityText})
		if crm.Is(err, crm.Invalid) { // the building of the near room has a second stairwell only
			id, err = s.store.SaveFacility(s.t.Context(), by, 0, crm.Facility{BuildingID: building, Unit: "2", Kind: "elevator", Name: "客梯", State: "under_repair", Answer: facilityText})
		}
		s.ok(err)
		s.ok(s.store.SaveServiceRecord(s.t.Context(), by, 0, crm.ServiceRecord{FacilityID: id, Kind: "hardware", Title: "季度维保", PlannedOn: "2025-03-20"}, "", "2025-03-14"))
		records, err := s.store.FacilityRecords(s.t.Context(), by.Staff, id)
		s.ok(err)
		ids["building"], ids["facility"], ids["record"] = building, id, records[0].ID
	}
}

// facilityText is what the scene's callers are told.
const facilityText = "预计今晚八点恢复"
