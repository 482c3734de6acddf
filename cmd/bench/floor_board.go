package main

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
)

// board asks for the cards of every column and, where there may be more, how many there are.
func (f *floor) board(c echo.Context) error {
	columns := make([]floorColumn, len(crm.Steps))
	for i, step := range crm.Steps {
		cards, err := f.ask(c, "board", 1, asker, asker, asker, step.Code, 20)
		if err != nil {
			return err
		}
		columns[i] = floorColumn{step.Label, strconv.Itoa(len(cards.rows)), cards}
		if len(cards.rows) < 20 {
			continue
		}
		count, err := f.ask(c, "board_count", 1, asker, asker, asker, step.Code)
		if err != nil {
			return err
		}
		columns[i].count = count.rows[0][0]
	}
	return f.page(c, "board", floorBoard(columns, f.now))
}

// floorColumn is a column of the board.
type floorColumn struct {
	label, count string
	cards        *table
}
