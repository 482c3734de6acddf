package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func get(method, target, encoding string) *http.Response {
	r := httptest.NewRequest(method, "http://linli.test/", nil)
	r.URL.Path, r.URL.RawPath = target, ""
	if u, err := r.URL.Parse(target); err == nil {
		r.URL = u
	}
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding)
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestEveryFileIsServedOnceAndForEver(t *testing.T) {
	for name, a := range byName {
		for _, encoding := range []string{"", "gzip"} {
			res := get("GET", Path(name), encoding)
			body, err := io.ReadAll(res.Body)
			if err != nil || res.StatusCode != 200 {
				t.Fatalf("%s: status %d, %v", name, res.StatusCode, err)
			}
			if encoding == "gzip" {
				zr, err := gzip.NewReader(bytes.NewReader(body))
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if body, err = io.ReadAll(zr); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
			if !bytes.Equal(body, a.plain) {
				t.Errorf("%s with %q: content differs", name, encoding)
			}
			for header, want := range map[string]string{
				"Cache-Control":          "public, max-age=31536000, immutable",
				"Vary":                   "Accept-Encoding",
				"X-Content-Type-Options": "nosniff",
				"Content-Encoding":       encoding,
				"Content-Type":           a.contentType,
			} {
				if got := res.Header.Get(header); got != want {
					t.Errorf("%s: %s is %q, want %q", name, header, got, want)
				}
			}
			if a.contentType == "" {
				t.Errorf("%s has no content type", name)
			}
		}
	}
}

func TestOnlyKnownAddressesAnswer(t *testing.T) {
	known := Path("app.css")
	tests := []struct {
		method, target string
		status         int
	}{
		{"GET", known, 200},
		{"HEAD", known, 200},
		{"POST", known, 405},
		{"DELETE", known, 405},
		{"GET", "/static/", 404},
		{"GET", "/static", 404},
		{"GET", "/static/app.css", 404},
		{"GET", "/static/css/app.css", 404},
		{"GET", "/static/app.0000000000000000.css", 404},
		{"GET", known + "/", 404},
		{"GET", "/static/../static.go", 404},
		{"GET", "/static/%2e%2e/static.go", 404},
		{"GET", "/static/..%2Fstatic.go", 404},
		{"GET", strings.Replace(known, "/static/", "/static%2F", 1), 404},
		{"GET", "/static//" + strings.TrimPrefix(known, "/static/"), 404},
		{"GET", "/static/%00", 404},
	}
	for _, tt := range tests {
		if res := get(tt.method, tt.target, ""); res.StatusCode != tt.status {
			t.Errorf("%s %s: %d, want %d", tt.method, tt.target, res.StatusCode, tt.status)
		}
	}
}

func TestHeadSendsNoBodyButItsLength(t *testing.T) {
	res := get("HEAD", Path("htmx.min.js"), "gzip")
	body, _ := io.ReadAll(res.Body)
	if len(body) != 0 || res.ContentLength <= 0 && res.Header.Get("Content-Length") == "" {
		t.Errorf("%d bytes, Content-Length %q", len(body), res.Header.Get("Content-Length"))
	}
}

func TestAcceptEncoding(t *testing.T) {
	for header, want := range map[string]bool{
		"":                        false,
		"br":                      false,
		"gzip":                    true,
		"gzip, deflate, br, zstd": true,
		"br;q=1.0, GZIP;q=0.8":    true,
		"gzip;q=0":                false,
		"gzip; q=0.000":           false,
		"gzip;q=0.001":            true,
		"x-gzip-not":              false,
	} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

func TestAddressFollowsContent(t *testing.T) {
	one, _ := index(fstest.MapFS{"css/a.css": {Data: []byte("a{}")}})
	two, _ := index(fstest.MapFS{"css/a.css": {Data: []byte("b{}")}})
	if one["a.css"].url == two["a.css"].url {
		t.Error("other content, same address")
	}
}

func TestTwoFilesOfOneNameAreRefused(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("two files of one name were taken")
		}
	}()
	index(fstest.MapFS{"css/a.css": {Data: []byte("1")}, "vendor/x/a.css": {Data: []byte("2")}})
}

func TestUnknownNamePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Path took an unknown name")
		}
	}()
	Path("nowhere.css")
}
