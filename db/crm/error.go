// Package crm holds the rules of the business: types, clocks, transitions, permissions and the errors people read.
// It is pure: no I/O, no clock of its own, nothing outside the standard library. The actor and the moment are parameters.
package crm

import (
	"errors"
	"sort"
	"strings"
)

// Code says what kind of refusal an Error is; handlers turn it into a status.
type Code string

// The refusals. Each maps to one HTTP status in handlers.
const (
	Invalid   Code = "invalid"   // 422, Fields say where
	NotFound  Code = "not_found" // 404, also where existence is secret
	Forbidden Code = "forbidden" // 403
	Conflict  Code = "conflict"  // 409, the record has moved on
	Full      Code = "full"      // 507, no space to write
	TooMany   Code = "too_many"  // 429
	Gone      Code = "gone"      // 410, it was there and is not any more
	TooLarge  Code = "too_large" // 413, Fields say where
)

// Error is a refusal a person may read: Message and Fields are Chinese sentences.
type Error struct {
	Code    Code
	Message string
	Fields  map[string]string // form field → what is wrong with it
}

// Error returns the sentence, and the fields in order of their names.
func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return string(e.Code) + ": " + e.Message
	}
	names := make([]string, 0, len(e.Fields))
	for name := range e.Fields {
		names = append(names, name)
	}
	sort.Strings(names)
	parts := make([]string, 0, len(names))
	for _, name := range names {
		parts = append(parts, name+": "+e.Fields[name])
	}
	return string(e.Code) + ": " + strings.Join(parts, "; ")
}

// Refuse makes an Error without fields.
func Refuse(code Code, message string) *Error { return &Error{Code: code, Message: message} }

// InvalidField makes an Invalid error about one form field.
func InvalidField(field, message string) *Error {
	return &Error{Code: Invalid, Message: "请检查标出的内容", Fields: map[string]string{field: message}}
}

// Problems collects what is wrong with a form, field by field; the first sentence about a field stays.
type Problems map[string]string

// Add notes a problem unless the field has one already.
func (p Problems) Add(field, message string) {
	if _, ok := p[field]; !ok {
		p[field] = message
	}
}

// Check adds message when ok is false.
func (p Problems) Check(ok bool, field, message string) {
	if !ok {
		p.Add(field, message)
	}
}

// Err is nil without problems, otherwise an Invalid *Error.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return &Error{Code: Invalid, Message: "请检查标出的内容", Fields: p}
}

// Is reports whether err is a crm.Error of the given code.
func Is(err error, code Code) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}

// AddError notes what err says about a field; nil adds nothing.
func (p Problems) AddError(field string, err error) {
	var e *Error
	switch {
	case err == nil:
	case errors.As(err, &e):
		p.Add(field, e.Message)
	default:
		p.Add(field, "无法识别，请检查")
	}
}
