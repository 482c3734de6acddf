# One tag set everywhere: every other set recompiles SQLite for about 100 s.
export GOFLAGS := -tags=sqlite_fts5,sqlite_omit_load_extension
export CGO_ENABLED := 1
# Without the planner's guarantee SQLite plans most statements with a parameter anew at every use, which costs more than
# running them; without counting memory, connections do not wait for each other to allocate.
export CGO_CFLAGS := -O2 -g -DSQLITE_ENABLE_QPSG -DSQLITE_DEFAULT_MEMSTATUS=0

ADDR ?= 127.0.0.1:8080
DEMO ?= data/demo
TIMES ?= 50

.PHONY: help run build generate test check bench bench-large bench-lists audit browser-deps assets

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

build: ## build bin/linli
	@mkdir -p bin
	go build -o bin/linli ./cmd/linli

run: build ## build and serve with demo data on http://127.0.0.1:8080
	@test -f $(DEMO)/linli.db || ./bin/linli demo --data $(DEMO) --households 1200 --cases 3000 --seed 1
	./bin/linli serve --data $(DEMO) --addr $(ADDR)

generate: ## regenerate the templ components
	go tool templ generate -path views && go tool templ generate -path cmd/bench

test: browser-deps ## run every test; installs Chromium and a CJK font when root and missing
	go test -timeout 40m ./...

check: ## formatting, generated files, vet, staticcheck
	@test -z "$$(gofmt -l cmd db handlers views static)" || { gofmt -l cmd db handlers views static; echo "not gofmt'd"; exit 1; }
	go tool templ generate -path views && go tool templ generate -path cmd/bench
	@git diff --exit-code --stat -- '*_templ.go' || { echo "generated files are stale: make generate and commit"; exit 1; }
	go vet ./...
	go tool staticcheck ./...

bench: build ## CPU a request against a bare page, on 20,000 households and 100,000 cases; LINLI_BENCH_DATA keeps the data
	go run ./cmd/bench

bench-large: build ## CPU a request on 50 times as much, by a loader of its own, against the bench's own data: half an hour, 20 GB, by hand; TIMES=5 for less
	go run ./cmd/bench -times $(TIMES)

bench-lists: build ## the overdue list and the board against the floor on TIMES times as much; TIMES=10 is a million cases
	go run ./cmd/bench -lists -times $(TIMES)

audit: build ## race detector, security scan, list of what is built in (bin/linli.sbom): slow, by hand
	go test -race -short -timeout 60m ./db/crm ./db ./handlers
	go run github.com/securego/gosec/v2/cmd/gosec@v2.29.0 -quiet -exclude-generated -severity high ./cmd/linli ./db/... ./handlers ./views ./static
	go version -m bin/linli > bin/linli.sbom

browser-deps: ## Chromium and a CJK font by apt, when root and missing
	@.ci/browser-deps

assets: ## fetch the vendored front-end packages again (npm, development only)
	static/vendor/update.sh
