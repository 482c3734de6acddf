package handlers

import "linli/db/crm"

// estateRoutes are the addresses of buildings, facilities and what is done for them.
func estateRoutes() []Route {
	return []Route{
		{"GET", "/buildings", crm.CustomerRead, (*App).buildingsPage},
		{"GET", "/buildings/{id}", crm.CustomerRead, (*App).buildingPage},
		{"GET", "/buildings/{id}/plan", crm.CustomerRead, (*App).buildingPlan},
		{"GET", "/facilities", crm.CustomerRead, (*App).facilitiesPage},
		{"GET", "/facilities/new", crm.FacilityEdit, (*App).newFacility},
		{"GET", "/facilities/plan", crm.CustomerRead, (*App).groundsPlan},
		{"POST", "/facilities", crm.FacilityEdit, (*App).addFacility},
		{"GET", "/facilities/{id}", crm.CustomerRead, (*App).facilityPage},
		{"POST", "/facilities/{id}", crm.FacilityEdit, (*App).changeFacility},
		{"GET", "/facilities/{id}/edit", crm.FacilityEdit, (*App).editFacility},
		{"GET", "/service-records/new", crm.FacilityEdit, (*App).newRecord},
		{"POST", "/service-records", crm.FacilityEdit, (*App).addRecord},
		{"GET", "/service-records/{id}", crm.FacilityEdit, (*App).recordPage},
		{"POST", "/service-records/{id}", crm.FacilityEdit, (*App).changeRecord},
		{"GET", "/service-records/{id}/done", crm.FacilityEdit, (*App).donePage},
		{"POST", "/service-records/{id}/done", crm.FacilityEdit, (*App).markDone},
		{"GET", "/service-records/{id}/cancel", crm.FacilityEdit, (*App).cancelPage},
		{"POST", "/service-records/{id}/cancel", crm.FacilityEdit, (*App).cancelRecord},
	}
}

// serviceRoutes are the addresses of fees and value-added services.
func serviceRoutes() []Route {
	return []Route{
		{"GET", "/fees", crm.FeeTotals, (*App).feesPage},
		{"GET", "/services", crm.CustomerRead, (*App).servicesPage},
		{"GET", "/services/new", crm.ServicesEdit, (*App).newService},
		{"POST", "/services", crm.ServicesEdit, (*App).addService},
		{"GET", "/services/{id}", crm.ServicesEdit, (*App).servicePage},
		{"POST", "/services/{id}", crm.ServicesEdit, (*App).changeService},
		{"GET", "/services/{id}/interested", crm.CustomerRead, (*App).interestedPage},
	}
}

// activityRoutes are the addresses of community activities.
func activityRoutes() []Route {
	return []Route{
		{"GET", "/activities", crm.ActivityEdit, (*App).activitiesPage},
		{"GET", "/activities/new", crm.ActivityEdit, (*App).newActivity},
		{"POST", "/activities", crm.ActivityEdit, (*App).addActivity},
		{"GET", "/activities/{id}", crm.ActivityEdit, (*App).activityPage},
		{"POST", "/activities/{id}", crm.ActivityEdit, (*App).changeActivity},
		{"GET", "/activities/{id}/edit", crm.ActivityEdit, (*App).editActivity},
		{"POST", "/activities/{id}/approval", crm.ActivityApprove, (*App).approveActivity},
		{"GET", "/activities/{id}/cancel", crm.ActivityEdit, (*App).cancelActivityPage},
		{"POST", "/activities/{id}/cancel", crm.ActivityEdit, (*App).cancelActivity},
		{"GET", "/activities/{id}/minutes", crm.ActivityEdit, (*App).minutesPage},
		{"POST", "/activities/{id}/minutes", crm.ActivityEdit, (*App).writeMinutes},
		{"GET", "/activities/{id}/sign-in-sheet", crm.ActivityEdit, (*App).signInSheet},
		{"POST", "/activities/{id}/people", crm.ActivityEdit, (*App).noteComing},
		{"POST", "/activities/{id}/people/{attendee}", crm.ActivityEdit, (*App).moveAttendee},
		{"POST", "/activities/{id}/absences", crm.ActivityEdit, (*App).noteAbsences},
	}
}

// committeeRoutes are the addresses of the owners' committee.
func committeeRoutes() []Route {
	return []Route{
		{"GET", "/committee", crm.CommitteeRead, (*App).committeePage},
		{"GET", "/committee/{period}", crm.CommitteeRead, (*App).committeeReport},
		{"POST", "/committee/{period}", crm.CommitteePublish, (*App).publishMonth},
	}
}

// placeRoutes are the addresses of places with a code to scan.
func placeRoutes() []Route {
	return []Route{
		{"GET", "/places", crm.PlaceEdit, (*App).placesPage},
		{"GET", "/places/new", crm.PlaceEdit, (*App).newPlace},
		{"POST", "/places", crm.PlaceEdit, (*App).addPlace},
		{"GET", "/places/{id}", crm.PlaceEdit, (*App).placePage},
		{"GET", "/places/{id}/qr.png", crm.PlaceEdit, (*App).placeQR},
		{"POST", "/places/{id}/ending", crm.PlaceEdit, (*App).endPlace},
	}
}
