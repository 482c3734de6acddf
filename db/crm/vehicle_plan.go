package crm

import (
	"fmt"
	"strings"
)

// KnownVehicle is a car on file that has not gone.
type KnownVehicle struct {
	ID, CustomerID, BayID int64
	CustomerNo            string
	Plate, Label          string
}

// PlannedVehicle is what an import would make of a row of a list of cars: a new one, or one on file that changes its bay or
// its owner.
type PlannedVehicle struct {
	PlannedRow
	Row   *VehicleRow
	BayID int64
	Known KnownVehicle // id 0 for a new one
	Moves bool         // to another customer: the entry on file ends and a new one begins
}

// PlanVehicles says for every row of a list of cars what an import does with it.
func PlanVehicles(rows []VehicleRow, people People, known map[string]KnownVehicle, m Mapping) []PlannedVehicle {
	plan, seen := make([]PlannedVehicle, len(rows)), map[string]*PlannedVehicle{}
	for i := range rows {
		p := &plan[i]
		*p = PlannedVehicle{PlannedRow: plannedAs(rows[i].ListRow), Row: &rows[i]}
		if p.Outcome != "" {
			continue
		}
		customer, _, problem := people.find(p.Row.Who, VehicleList, m)
		if problem == nil && p.Row.HasBay {
			if p.BayID = people.places.Rooms[p.Row.Bay.Code()].ID; p.BayID == 0 {
				problem = VehicleList.problem(m, VehicleBay, "没有车位 "+p.Row.Bay.Code())
			}
		}
		if problem != nil {
			p.refuse(*problem)
			continue
		}
		p.CustomerID = customer.ID
		if earlier := seen[p.Row.Plate]; earlier != nil {
			p.again(earlier, m)
			continue
		}
		seen[p.Row.Plate] = p
		p.compare(known[p.Row.Plate])
	}
	return plan
}

// again is a plate that stood in an earlier row.
func (p *PlannedVehicle) again(earlier *PlannedVehicle, m Mapping) {
	if earlier.CustomerID == p.CustomerID && earlier.BayID == p.BayID && earlier.Row.Label == p.Row.Label {
		p.Outcome, p.Why = RowUnchanged, fmt.Sprintf("与第 %d 行相同", earlier.No)
		return
	}
	p.refuse(CellProblem{m.column(VehiclePlate), fmt.Sprintf("与第 %d 行车牌相同，内容不同", earlier.No), "每辆车只写一行"})
}

func (p *PlannedVehicle) compare(known KnownVehicle) {
	p.Known = known
	var changes []string
	switch {
	case known.ID == 0:
		p.Outcome = RowNew
		return
	case known.CustomerID != p.CustomerID:
		p.Outcome, p.Moves, p.Why = RowChanged, true, "原在 "+known.CustomerNo+" 名下，改到这位客户名下"
		return
	}
	if p.BayID == 0 {
		p.BayID = known.BayID
	}
	if p.BayID != known.BayID {
		changes = append(changes, "车位改为 "+p.Row.Bay.Code())
	}
	if p.Row.Label == "" {
		p.Row.Label = known.Label
	}
	if p.Row.Label != known.Label {
		changes = append(changes, "说明改为「"+p.Row.Label+"」")
	}
	p.Outcome = RowUnchanged
	if len(changes) > 0 {
		p.Outcome, p.Why = RowChanged, strings.Join(changes, "，")
	}
}
