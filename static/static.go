// Package static serves the embedded stylesheets, scripts and icons under names that carry the hash of their content,
// so that a browser may keep them for ever and never sees an old one.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Prefix is the path below which Handler serves.
const Prefix = "/static/"

//go:embed css/*.css js/*.js *.svg vendor/*/*.css vendor/*/*.js
var embedded embed.FS

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

type asset struct {
	url         string
	contentType string
	plain       []byte
	gzipped     func() []byte // compressed once, when first asked for: commands that serve nothing don't pay for it
}

var byName, byURL = index(embedded)

func index(files fs.FS) (byName, byURL map[string]*asset) {
	byName, byURL = map[string]*asset{}, map[string]*asset{}
	err := fs.WalkDir(files, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		a, name := newAsset(path.Base(file), content), path.Base(file)
		if byName[name] != nil {
			return fmt.Errorf("two files are called %s", name)
		}
		byName[name], byURL[a.url] = a, a
		return nil
	})
	if err != nil {
		panic("static: " + err.Error())
	}
	return byName, byURL
}

func newAsset(name string, content []byte) *asset {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	return &asset{
		url:         Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:8]) + ext,
		contentType: contentTypes[ext],
		plain:       content,
		gzipped:     sync.OnceValue(func() []byte { return compress(content) }),
	}
}

func compress(content []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid, a buffer never refuses
	_, _ = w.Write(content)
	_ = w.Close()
	return b.Bytes()
}

// Path gives the address of a file by its bare name, app.css → /static/app.1f0c….css. An unknown name is a slip in a
// template and panics.
func Path(name string) string {
	a, ok := byName[name]
	if !ok {
		panic("static: no file " + name)
	}
	return a.url
}

// Icons names the icons of the sprite.
func Icons() []string {
	var names []string
	for _, part := range strings.Split(string(byName["icons.svg"].plain), `<symbol id="`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		names = append(names, name)
	}
	return names
}

// Handler answers GET and HEAD for exactly the addresses Path gives; everything else is 404 or 405.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		a, ok := byURL[r.URL.EscapedPath()]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		body := a.plain
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			body = a.gzipped()
			h.Set("Content-Encoding", "gzip")
		}
		h.Set("Content-Type", a.contentType)
		h.Set("Content-Length", strconv.Itoa(len(body)))
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Vary", "Accept-Encoding")
		if r.Method == http.MethodGet {
			_, _ = w.Write(body) // a client that went away is no error of ours
		}
	})
}

// acceptsGzip reads Accept-Encoding as browsers send it; a weight of zero refuses.
func acceptsGzip(header string) bool {
	for _, part := range strings.Split(header, ",") {
		coding, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			weight := strings.TrimPrefix(strings.ReplaceAll(params, " ", ""), "q=")
			return strings.Trim(weight, "0.") != "" || weight == ""
		}
	}
	return false
}
