package main

import (
	"crypto/tls"
	"os"
	"sync"
	"time"
)

// certificate is read again when its file has changed, so that a renewed one needs no restart.
type certificate struct {
	cert, key string

	mu   sync.Mutex
	read time.Time // modification time of what is held
	held *tls.Certificate
}

// get is for tls.Config.GetCertificate; while the new pair cannot be read the old one serves.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	info, err := os.Stat(c.cert)
	if err == nil && c.held != nil && info.ModTime().Equal(c.read) {
		return c.held, nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		if c.held != nil {
			return c.held, nil
		}
		return nil, err
	}
	c.held, c.read = &pair, info.ModTime()
	return c.held, nil
}
