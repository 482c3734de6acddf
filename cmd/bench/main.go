// Command bench compares the product with a bare page over the same data: CPU a request, in one run on one machine.
package main

import (
	"fmt"
	"os"
	"runtime"
)

func main() {
	fmt.Printf("machine: %s, %d CPUs, %s\n", runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	if len(os.Args) > 1 {
		fmt.Fprintln(os.Stderr, "usage: bench")
		os.Exit(2)
	}
}
