/**
 * What a job is: what is to be run, Lilypad's JSON of offers, deals and results, the ids made from
 * it, and the manifest of a WASM module. Everything read here comes from strangers.
 */
@NullMarked
package lilypad.protocol.job;

import org.jspecify.annotations.NullMarked;
