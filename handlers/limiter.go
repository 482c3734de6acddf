package handlers

import (
	"net/netip"
	"sync"
)

// limiter counts what an address did within a window. It forgets with the program.
type limiter struct {
	mu   sync.Mutex
	most int
	span int64 // seconds
	seen map[string][]int64
}

func newLimiter(most int, span int64) *limiter {
	return &limiter{most: most, span: span, seen: map[string][]int64{}}
}

// full reports whether the address has used up what it may.
func (l *limiter) full(address string, now int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.recent(address, now)) >= l.most
}

// count notes one more.
func (l *limiter) count(address string, now int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.seen) > 10_000 {
		for other := range l.seen {
			if len(l.recent(other, now)) == 0 {
				delete(l.seen, other)
			}
		}
	}
	l.seen[address] = append(l.recent(address, now), now)
}

func (l *limiter) recent(address string, now int64) []int64 {
	list := l.seen[address]
	for len(list) > 0 && list[0] <= now-l.span {
		list = list[1:]
	}
	return list
}

// deviceOf is what counts as one device: an address, and of IPv6 the network of a household.
func deviceOf(ip string) string {
	address, err := netip.ParseAddr(ip)
	if err != nil || address.Is4() || address.Is4In6() {
		return ip
	}
	prefix, err := address.Prefix(64)
	if err != nil {
		return ip
	}
	return prefix.String()
}
