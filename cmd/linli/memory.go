package main

import "C" // for memory.c
