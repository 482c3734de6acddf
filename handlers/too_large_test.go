package handlers

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestTooLargeIsHeardOut: who sends far too much and listens only afterwards, as browsers do, is answered and not cut off.
func TestTooLargeIsHeardOut(t *testing.T) {
	w := newWorld(t)
	host := strings.TrimPrefix(w.server.URL, "http://")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	const megabytes = 30
	fmt.Fprintf(conn, "POST /login HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n", host, megabytes<<20)
	for sent := range megabytes {
		if _, err := conn.Write(make([]byte, 1<<20)); err != nil {
			t.Fatalf("cut off after %d MB: %v", sent, err)
		}
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || answer.StatusCode != http.StatusRequestEntityTooLarge {
		t.Fatalf("%v %v", answer, err)
	}
	answer.Body.Close()
}
