// Command linli runs the customer service of a property company: one program, one data folder.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	syscall.Umask(0o077)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
