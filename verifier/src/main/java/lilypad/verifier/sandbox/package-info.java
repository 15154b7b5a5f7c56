/**
 * What a job sees of the world: a WASI preview 1 host layer with a logical clock, seeded random
 * bytes and a sorted file system in memory. Nothing here touches the host's files, network, clock
 * or entropy, but for the two ambient classes that a job of the profile {@code wasm-ambient} gets.
 */
@NullMarked
package lilypad.verifier.sandbox;

import org.jspecify.annotations.NullMarked;
